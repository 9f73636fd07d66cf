"""The keys that administrators gave and could read become keys of their owners for thirty days; then they end."""

import hashlib
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

NAME = "Ключ до оновлення"
STAYS = timedelta(days=30)


def carry_over(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if "authtoken_token" not in connection.introspection.table_names(cursor):
            return
        cursor.execute("SELECT key, user_id FROM authtoken_token")
        keys = cursor.fetchall()
    ends_on = timezone.localdate() + STAYS
    active = {*apps.get_model("auth", "User").objects.filter(is_active=True).values_list("pk", flat=True)}
    apps.get_model("kakhovka_portal", "ApiKey").objects.bulk_create(
        apps.get_model("kakhovka_portal", "ApiKey")(
            owner_id=owner, name=NAME, fingerprint=hashlib.sha256(key.encode()).hexdigest(), ends_on=ends_on
        )
        for key, owner in keys
        if owner in active
    )


def forget(apps, schema_editor):
    """No readable key stays: neither in its table nor in the log of the pages that gave it."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="authtoken")
    apps.get_model("admin", "LogEntry").objects.filter(content_type__in=kinds).update(
        object_repr="Ключ API", object_id="", content_type=None
    )
    apps.get_model("auth", "Permission").objects.filter(content_type__in=kinds).delete()
    kinds.delete()
    schema_editor.execute("DROP TABLE IF EXISTS authtoken_token")


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("kakhovka_portal", "0003_keys_and_their_history"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
