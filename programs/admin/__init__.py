"""The staff's pages of the core, split by noun. Every save goes through the services with the person who made it."""

from . import (  # noqa: F401
    directories,
    duties,
    editions,
    execution,
    imports,
    indicators,
    ledger,
    limits,
    measures,
    money,
    plan,
    portal,
    programs,
    reports,
    restricted,
    sittings,
    way,
)
