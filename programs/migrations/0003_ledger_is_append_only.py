"""Once made the triggers that keep the ledger; now every migration leaves them behind."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_plan_ledger_execution")]
