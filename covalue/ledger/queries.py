"""Reading the ledger and the record of its imports."""

from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.ledger.models import Import, ImportState, SavedMapping, Unknown
from covalue.ledger.table import LedgerTable
from covalue.people.models import User
from covalue.people.rules import Right


def table() -> LedgerTable:
    """The company's ledger."""
    return _table(settings.LEDGER_URL)


def imports_for(user: User) -> QuerySet[Import]:
    """The imports, for those who may import."""
    if not user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Only program directors and analysts can import the ledger."))
    return Import.objects.select_related("asked_by")


def has_imports() -> bool:
    """Whether any import stands in the ledger."""
    return Import.objects.filter(state=ImportState.DONE).exists()


def usual_unknown() -> Unknown:
    """What an import does with customers that have no account, unless told: the first ones become accounts."""
    return Unknown.KEEP if accounts.unscoped().exists() else Unknown.CREATE


def get_import(user: User, import_id: int) -> Import:
    """One import by id."""
    record = imports_for(user).filter(pk=import_id).first()
    if record is None:
        raise errors.NotFound()
    return record


def saved_mappings(user: User) -> QuerySet[SavedMapping]:
    """Mappings kept for the next file."""
    imports_for(user)
    return SavedMapping.objects.order_by("name")


@lru_cache(maxsize=8)
def _table(url: str) -> LedgerTable:
    return LedgerTable(url)
