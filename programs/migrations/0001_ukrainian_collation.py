"""The collation in which names and titles sort; PostgreSQL makes it from ICU, SQLite gets it with each connection."""

from django.contrib.postgres.operations import CreateCollation
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [CreateCollation("ukrainian", provider="icu", locale="uk")]
