from django.conf import settings
from django.db import migrations
from django.utils.crypto import salted_hmac

from covalue.value.signing import seals


def mark_what_was_erased(apps, schema_editor):
    """Records whose person was erased before erasures left a mark: they get it now."""
    key = salted_hmac("covalue.value.seal", "seal", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    rows = apps.get_model("value", "Signature")._base_manager
    for row in rows.filter(signer_salt=""):
        who = "\x1f".join((row.signer_name, row.signer_email, row.behalf_name))
        row.signer_left = seals.mark(f"{seals.ERASED}signer{row.digest}{who}", key)
        row.save(update_fields=["signer_left"])
    for row in rows.filter(remark_salt=""):
        row.remark_left = seals.mark(f"{seals.ERASED}remark{row.digest}{row.remark}", key)
        row.save(update_fields=["remark_left"])


class Migration(migrations.Migration):

    dependencies = [
        ('value', '0006_seals_cover_more'),
    ]

    operations = [
        migrations.RunPython(mark_what_was_erased, migrations.RunPython.noop, elidable=True),
    ]
