from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('value', '0009_language_of_signatures'),
    ]

    operations = [
        migrations.AddField(
            model_name='sheetrevision',
            name='ended',
            field=models.BooleanField(default=False),
        ),
    ]
