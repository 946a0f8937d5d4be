from django.db import migrations, models


def written(apps, _editor):
    """Every year says the currency it was read in so far."""
    for account, currency in apps.get_model("accounts", "Account").objects.exclude(currency="").values_list("pk", "currency"):
        apps.get_model("growth", "PathYear").objects.filter(account=account).update(currency=currency)


class Migration(migrations.Migration):

    dependencies = [
        ('growth', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='pathyear',
            name='currency',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.RunPython(written, migrations.RunPython.noop),
    ]
