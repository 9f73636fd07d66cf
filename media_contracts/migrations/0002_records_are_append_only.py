"""Once made the triggers that keep links and steps; now every migration leaves them behind."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0001_contracts")]
