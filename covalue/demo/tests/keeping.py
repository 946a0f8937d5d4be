"""What is kept of a page never outlives a write: row by row, in every table the pages are made from."""

import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial

from django.apps import apps
from django.core.cache import cache
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.core import statements
from covalue.people.models import User

WORDS = {models.CharField, models.TextField}
NOBODY_SEES = {
    "people_user",
    "people_rolegrant",
}  # who asks: tried with roles and teams in process/tests/test_keeping.py


def check(signed_in: Callable[[User], Client]) -> None:
    """One row of the demo after the other is changed past all actions; the page is then what it is when nothing is kept."""
    ines = signed_in(User.objects.get(email="nancy.davolio@northwind.example"))
    account = Account.objects.get(name="QUICK-Stop")
    tried = seen = 0
    of_account = (reverse(name, args=[account.pk]) for name in ("process:account", "plans:plan", "value:account"))
    lists = (reverse("accounts:list"), reverse("profitability:home"), reverse("process:find") + "?q=save")
    for path in (*of_account, *lists, "/", "/portfolio/"):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            ines.get(path)
        reads = frozenset().union(*(statements.of(query["sql"]).reads for query in asked.captured_queries))
        for change in _changes({statements.table_of(name) for name in reads}, account):
            before = _content(ines, path)
            undo = change()
            if undo is None:
                continue
            kept = _content(ines, path)
            cache.clear()
            assert kept == _content(ines, path), (path, change)
            undo()
            tried, seen = tried + 1, seen + (kept != before)
    assert tried > 150 and seen > 10, (tried, seen)


def _changes(tables: set[str], account: Account) -> Iterator[Callable[[], Callable[[], object] | None]]:
    """A row of each table with other words, once more, and once more of another account; each gives the way back."""
    other = Account.objects.exclude(pk=account.pk).filter(contacts__isnull=False).order_by("pk")[0]
    copied = set()
    for row, field in _rows(frozenset(tables), account):
        yield partial(_reworded, row, field)
        if type(row) not in copied:
            copied.add(type(row))
            yield partial(_repeated, row)
            if hasattr(row, "account_id"):
                yield partial(_repeated, row, account_id=other.pk)


def _reworded(row: models.Model, field: str) -> Callable[[], object]:
    itself = type(row)._base_manager.filter(pk=row.pk)
    itself.update(**{field: f"Changed {field}"})
    return partial(itself.update, **{field: getattr(row, field)})


def _repeated(row: models.Model, **changes: object) -> Callable[[], object] | None:
    """None where the database does not take it: some rows stand once."""
    again = copy(row)
    again.pk, again._state.adding = None, True
    for name, value in changes.items():
        setattr(again, name, value)
    try:
        with transaction.atomic():
            models.Model.save(again)
    except (IntegrityError, ValueError):
        return None
    return partial(type(row)._base_manager.filter(pk=again.pk).delete)


def _rows(tables: frozenset[str], account: Account) -> Iterator[tuple[models.Model, str]]:
    """A row of each of these tables, of the account where it says of which one it is, and a field of words in it."""
    for model in apps.get_models():
        if model._meta.db_table not in tables - NOBODY_SEES:
            continue
        fields = {field.name: field for field in model._meta.local_fields}
        rows = model._base_manager.filter(account=account) if "account" in fields else model._base_manager.all()
        row = rows.order_by("-pk").first()
        for name in [name for name, field in fields.items() if type(field) in WORDS and not field.unique][:2]:
            if row is not None:
                yield row, name


def _content(client: Client, path: str) -> str:
    """What is kept of it: without its frame, and without the token of its forms."""
    page = client.get(path).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.split("<main")[1].split("</main>")[0])
