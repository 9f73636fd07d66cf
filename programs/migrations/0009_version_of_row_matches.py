from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0008_import_uploads"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        )
        for name in ("rowmatch", "historicalrowmatch")
    ]
