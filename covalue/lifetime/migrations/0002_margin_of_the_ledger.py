from django.conf import settings
from django.db import migrations, models


def forget_results(apps, schema_editor):
    """They were by a margin of 100 % unless told otherwise, without the figures now shown; they are computed again."""
    apps.get_model("lifetime", "Fit").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('lifetime', '0001_kept_results_of_lifetime_value'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(forget_results, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='fit',
            name='margin',
            field=models.DecimalField(decimal_places=4, max_digits=5, null=True),
        ),
        migrations.AddConstraint(
            model_name='fit',
            constraint=models.UniqueConstraint(condition=models.Q(('margin', None)), fields=('ledger_version', 'model', 'unit', 'months', 'discount'), name='one_fit_by_the_margin_of_the_ledger'),
        ),
    ]
