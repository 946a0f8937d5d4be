from django.db import migrations, models


def written(apps, _editor):
    """Every contribution says the currency it was read in so far."""
    accounts = apps.get_model("accounts", "Account").objects.exclude(currency="")
    for account, currency in accounts.values_list("pk", "currency"):
        apps.get_model("contributions", "Contribution").objects.filter(account=account).update(currency=currency)


class Migration(migrations.Migration):

    dependencies = [
        ("contributions", "0002_responsibility"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="currency",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.RunPython(written, migrations.RunPython.noop),
    ]
