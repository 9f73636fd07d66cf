"""The staff's pages of the core, split by noun. Every save goes through the services with the person who made it."""

from . import directories, duties, editions, execution, indicators, ledger, limits, measures, money, plan, programs  # noqa: F401
