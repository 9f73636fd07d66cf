"""The REST API of the core, split by noun; the router, where the apps meet, puts the addresses together.

Nothing but the paginator is imported here: the framework reads it by this path while it is itself being imported.
"""

from .pages import Pages

__all__ = ["Pages"]
