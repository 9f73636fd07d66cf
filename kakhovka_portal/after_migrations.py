"""What must stand in the database after every migration: the one signal of the house."""

import sys
from typing import Any

from django.apps import AppConfig
from django.core.cache import caches
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from programs.migrating import refuse_changes
from programs.models import AppendOnly

from .cache import SharedCache
from .models import RoleRight
from .roles import load_roles


@receiver(post_migrate)
def guard_append_only_tables(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """SQLite drops the triggers of a table with the table when Django remakes it."""
    standing = connections[using].introspection.table_names()
    for model in sender.get_models():
        if issubclass(model, AppendOnly) and model._meta.db_table in standing:
            refuse_changes(connections[using], model._meta.db_table)


@receiver(post_migrate)
def bring_roles(sender: AppConfig, using: str, stdout: Any = None, **kwargs: Any) -> None:
    """New records are open to somebody at once; what a version withdraws is said, whoever migrates."""
    standing = connections[using].introspection.table_names()
    if sender.name == "kakhovka_portal" and RoleRight._meta.db_table in standing:
        for row in load_roles():
            if not row.given:
                (stdout or sys.stdout).write(f"This version withdraws a right of a role – {row}\n")


@receiver(post_migrate)
def make_room_for_the_cache(sender: AppConfig, **kwargs: Any) -> None:
    """On a server the role of the pages may make no table (deploy/database.sql)."""
    cache = caches["default"]
    if sender.name == "kakhovka_portal" and isinstance(cache, SharedCache):
        cache.make_table()
