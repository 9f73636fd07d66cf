"""What must stand in the database after every migration: the one signal of the house."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from programs.migrating import refuse_changes
from programs.models import AppendOnly


@receiver(post_migrate)
def guard_append_only_tables(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """SQLite drops the triggers of a table with the table when Django remakes it."""
    standing = connections[using].introspection.table_names()
    for model in sender.get_models():
        if issubclass(model, AppendOnly) and model._meta.db_table in standing:
            refuse_changes(connections[using], model._meta.db_table)
