from django.db import migrations, models


def keep_what_was_signed(apps, schema_editor):
    """Cases of which something was signed and that were removed are archived: their value is in the statement again."""
    initiative, signature = apps.get_model("value", "Initiative"), apps.get_model("value", "Signature")
    signed = initiative._base_manager.filter(
        pk__in=signature._base_manager.values("initiative"), removed_at__isnull=False
    )
    signed.update(archived_at=models.F("removed_at"), removed_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ("value", "0007_marks_of_erasures"),
    ]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(keep_what_was_signed, migrations.RunPython.noop, elidable=True),
    ]
