"""Reading the ledger and the record of its imports."""

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import likely
from covalue.accounts import queries as accounts
from covalue.accounts.likely import Customer, LikelyAccount
from covalue.accounts.lineage import in_parts
from covalue.analytics.months import Months
from covalue.core import errors
from covalue.ledger import fitting
from covalue.ledger.crosstab import PERIODS
from covalue.ledger.fitting import Offer
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Import, ImportState, SavedMapping, Unknown, UnknownCustomer
from covalue.ledger.months import LedgerMonths
from covalue.ledger.overlap import Around
from covalue.ledger.reading import Source
from covalue.ledger.table import LedgerTable, remote_name
from covalue.people.models import User
from covalue.people.rules import Right

# The ledger is files; whoever shows its figures is told of a change by what is written to the database after each commit.
WRITTEN_WITH: Final = frozenset({Import._meta.db_table})


@dataclass(frozen=True)
class HeldRow:
    """A row of a file that was held back, its cells in one line."""

    number: int
    reason: str
    content: str


def table() -> LedgerTable:
    """The company's ledger."""
    return _table(settings.LEDGER_URL)


def months() -> LedgerMonths:
    """The ledger summed up by month."""
    return _months(settings.LEDGER_URL, settings.DATA_DIR)


def months_of(files: Sequence[str]) -> Months | None:
    """The months of the ledger's lines in these files, for a page; None where lines are to be asked. A cluster asks its lines."""
    if settings.LEDGER_ENGINE:
        return None
    return months().of(files) or (months().bring_up_to_date(at_a_look=True) and months().of(files))


NOT_STARTED: Final = Q(state=ImportState.WAITING, mapping={})


def months_of_now() -> Months | None:
    """Those of the ledger as it is, made if nobody has: at the end of an import."""
    return None if settings.LEDGER_ENGINE else months().bring_up_to_date()


def imports_for(user: User) -> QuerySet[Import]:
    """The imports, for those who may import."""
    if not user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Only program directors and analysts can import the ledger."))
    return Import.objects.select_related("asked_by").prefetch_related("matched")


def not_started(user: User) -> QuerySet[Import]:
    """Files that were sent and looked at, and not started."""
    return imports_for(user).filter(NOT_STARTED)


def started(user: User) -> QuerySet[Import]:
    """All others."""
    return imports_for(user).select_related("undone_by").exclude(NOT_STARTED)


def has_imports() -> bool:
    """Whether any import stands in the ledger."""
    return Import.objects.filter(state=ImportState.DONE).exists()


def usual_unknown() -> Unknown:
    """What an import does with customers that have no account, unless told: the first ones become accounts."""
    return Unknown.KEEP if accounts.unscoped().exists() else Unknown.CREATE


def keys_in_ledger() -> frozenset[tuple[str, str]]:
    """Source and customer of every line."""
    ledger = table()
    version = ledger.version
    if version is None:
        return frozenset()
    with duckdb.connect() as connection:
        lines = ledger.lines_in(connection, version)
        customers = f"SELECT DISTINCT source, customer FROM ({lines}) WHERE customer IS NOT NULL"
        return frozenset(connection.execute(customers).fetchall())


def offerings_in_ledger() -> frozenset[str]:
    """The code of every offering some line names."""
    ledger = table()
    version = ledger.version
    if version is None:
        return frozenset()
    with duckdb.connect() as connection:
        lines = ledger.lines_in(connection, version)
        rows = connection.execute(f"SELECT DISTINCT offering FROM ({lines}) WHERE offering IS NOT NULL").fetchall()
    return frozenset(code for (code,) in rows)


def get_import(user: User, import_id: int) -> Import:
    """One import by id."""
    record = imports_for(user).filter(pk=import_id).first()
    if record is None:
        raise errors.NotFound()
    return record


def numbered(import_id: int) -> Import:
    """One import by id, for the command line."""
    record = Import.objects.filter(pk=import_id).first()
    if record is None:
        raise errors.NotFound(_("There is no import {number}.").format(number=import_id))
    return record


def held_rows(record: Import, most: int) -> tuple[HeldRow, ...]:
    """The first rows of the list of those held back."""
    with record.held_file.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        return tuple(HeldRow(int(row[0]), row[1], " · ".join(filter(None, row[2:]))) for row in islice(rows, most))


def undecided(record: Import) -> tuple[str, ...]:
    """Customers this import made no account of, as they look like one, of whom nobody has decided yet."""
    if record.state != ImportState.DONE or not record.likely:
        return ()
    known = _known_among(record.source, record.likely)
    return tuple(key for key in record.likely if key not in known)


def turned_imports() -> frozenset[str]:
    """The imports in the ledger whose files were cross tables, by number."""
    was_table = Q(mapping__turn=PERIODS) | Q(held_from__mapping__turn=PERIODS)
    return frozenset(map(str, Import.objects.filter(was_table, state=ImportState.DONE).values_list("pk", flat=True)))


def around(mapping: Mapping) -> Around:
    """What a file read so may overlap with: all of the ledger for a cross table, cross tables for any other."""
    turned = turned_imports()
    if not turned and not mapping.turn:
        return Around()
    keys = accounts.unscoped_keys().values_list("source", "key", "account")
    return Around(turned, {(source, key): account for source, key, account in keys})


def without_account(record: Import) -> tuple[UnknownCustomer, ...]:
    """Customers of an import's lines that have no account now, most lines first; those to be decided on aside."""
    if record.state != ImportState.DONE or record.unknown != Unknown.KEEP:
        return ()
    met = tuple(record.unknown_customers.order_by("-lines", "key"))
    known = _known_among(record.source, [customer.key for customer in met])
    return tuple(customer for customer in met if customer.key not in known)


def called(customers: Iterable[Customer]) -> dict[Customer, str]:
    """What the latest files call customers, by source and key; their numbers where no file names them."""
    names = {customer: customer[1] for customer in customers}
    met = UnknownCustomer.objects.exclude(name="").exclude(file_import__state=ImportState.UNDONE)
    for source in {source for source, _key in names}:
        keys = [key for of, key in names if of == source]
        for some in in_parts(keys):
            named = met.filter(file_import__source=source, key__in=some).order_by("file_import_id")
            names |= {(source, key): name for key, name in named.values_list("key", "name")}
    return names


def likely_accounts(record: Import) -> dict[str, LikelyAccount]:
    """Those of them that still look like an account, and which."""
    found = likely.accounts_like(called((record.source, key) for key in undecided(record)))
    return {key: account for (_source, key), account in found.items()}


def _known_among(source: str, keys: Collection[str]) -> set[str]:
    """Those of the keys an account is identified with."""
    known: set[str] = set()
    for some in in_parts(keys):
        known |= set(accounts.unscoped_keys().filter(source=source, key__in=some).values_list("key", flat=True))
    return known


def saved_mappings(user: User) -> QuerySet[SavedMapping]:
    """Mappings kept for the next file."""
    imports_for(user)
    return SavedMapping.objects.order_by("name")


def offers(path: Path, file: Source, saved: Iterable[SavedMapping] | None = None) -> tuple[Offer, ...]:
    """Those of the saved mappings, or of all there are, that fit a file, best first; without those no longer understood."""
    chosen = SavedMapping.objects.order_by("name") if saved is None else saved
    return fitting.offers(path, file, [each for each in chosen if each.is_readable])


def saved_under(name: str) -> SavedMapping:
    """A saved mapping by its name, for the command line."""
    saved = SavedMapping.objects.filter(name=name.strip()).first()
    if saved is None:
        names = ", ".join(SavedMapping.objects.order_by("name").values_list("name", flat=True)) or _("none")
        raise errors.NotFound(_("No mapping is saved as “{name}”. Saved are: {names}.").format(name=name, names=names))
    return saved


@lru_cache(maxsize=8)
def _table(url: str) -> LedgerTable:
    return LedgerTable(url)


@lru_cache(maxsize=8)
def _months(url: str, data: Path) -> LedgerMonths:
    """Beside a ledger in a folder; each machine keeps its own of one on object storage."""
    table = _table(url)
    folder = data / f"{remote_name(url)}.months" if table.remote else Path(f"{url.rstrip('/')}.months")
    return LedgerMonths(table, folder)


def done_between(low: int, high: int) -> tuple[Import, ...]:
    """Imports that stand, of numbers after `low` up to `high`, the latest first."""
    return tuple(Import.objects.filter(pk__gt=low, pk__lte=high, state=ImportState.DONE).order_by("-pk"))
