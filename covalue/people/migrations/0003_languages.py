from django.db import migrations, models

LANGUAGES = [("en", "English"), ("de", "Deutsch")]


def forget_defaults(apps, schema_editor):
    """English was everybody's by default, and nobody could choose: whoever chose nothing has chosen nothing."""
    apps.get_model("people", "User").objects.filter(language="en").update(language="")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_access_epoch_and_grant_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="language",
            field=models.CharField(blank=True, choices=LANGUAGES, max_length=10),
        ),
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, choices=LANGUAGES, max_length=10),
        ),
        migrations.RunPython(forget_defaults, migrations.RunPython.noop),
    ]
