"""Imports on the staff's site: what was brought from files, the way of a new file, and what was remembered on it."""

from . import batches, remembered  # noqa: F401
