"""The staff's pages of civil society, split by noun. Every save goes through the services."""

from . import institutions, press, proposals  # noqa: F401
