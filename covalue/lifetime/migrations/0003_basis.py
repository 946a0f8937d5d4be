from django.conf import settings
from django.db import migrations, models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat


def tell_apart(apps, schema_editor):
    """Results so far do not say from which accounts and rates: they are shown as out of date until computed again."""
    version = Cast(F("ledger_version"), CharField())
    apps.get_model("lifetime", "Fit").objects.update(basis=Concat(Value("version "), version))


class Migration(migrations.Migration):

    dependencies = [
        ('lifetime', '0002_margin_of_the_ledger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='fit', name='one_fit_of_version_and_settings'),
        migrations.RemoveConstraint(model_name='fit', name='one_fit_by_the_margin_of_the_ledger'),
        migrations.AddField(model_name='fit', name='basis', field=models.CharField(default='', max_length=200)),
        migrations.AddField(model_name='fit', name='currency', field=models.CharField(default='', max_length=3)),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='fit',
            constraint=models.UniqueConstraint(fields=('basis', 'model', 'unit', 'months', 'discount', 'margin'), name='one_fit_of_version_and_settings'),
        ),
        migrations.AddConstraint(
            model_name='fit',
            constraint=models.UniqueConstraint(condition=models.Q(('margin', None)), fields=('basis', 'model', 'unit', 'months', 'discount'), name='one_fit_by_the_margin_of_the_ledger'),
        ),
    ]
