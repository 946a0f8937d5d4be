"""What of the sample data can be removed, and what stays: what people changed or added since, and what customers signed.

Sample rows are those made between the beginning and the end of the loading. An account stays whole with all that hangs on it
if somebody worked on it; signed records are sealed one after the other and are never removed, so their accounts are archived.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.actions import archive, delete_contents
from covalue.accounts.models import Account, Attachment, Lineage
from covalue.core import events, money
from covalue.core.models import Event
from covalue.demo.models import SampleData
from covalue.ledger import queries as ledger
from covalue.ledger.models import Import
from covalue.people import actions as people
from covalue.people.models import User
from covalue.value import queries as value

Model: TypeAlias = type[models.Model]
Rows: TypeAlias = dict[str, set[int]]  # numbers of rows by the label of their model
LEFT_ALONE: Final = ("core.", "search.", "demo.", "value.SealHead")  # the audit log, the index, the end of the seals
NAMED: Final = 10
TOLD: Final = (
    "accounts.Account",
    "accounts.Contact",
    "conversations.Conversation",
    "objectives.Objective",
    "register.Action",
    "value.Initiative",
    "plans.Plan",
    "organisation.Offering",
    "organisation.Unit",
    "people.User",
)


@dataclass(frozen=True)
class Removal:
    """Which rows go; of the accounts, how many there are, and a sentence for each that stays."""

    rows: Rows
    accounts_before: int
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    archived: frozenset[int]
    without_access: frozenset[int]

    @property
    def stays_told(self) -> tuple[str, ...]:
        """What stays, to be read before."""
        shown = self.stays[:NAMED]
        more = len(self.stays) - len(shown)
        rest = ngettext("And {n} more account.", "And {n} more accounts.", more).format(n=more)
        return (*shown, *([rest] if more else []), _("The audit log, and everything that is not of the sample data."))


def last_rows() -> dict[str, int]:
    """The number of the last row of each model."""
    return {model._meta.label: _last(model) for model in _models()}


def between(before: dict[str, int]) -> dict[str, list[int]]:
    """For each model the number of the last row before the loading, and now."""
    return {label: [before.get(label, 0), last] for label, last in last_rows().items()}


def imports() -> tuple[Import, ...]:
    """The imports of the sample's ledger that still stand, the latest first."""
    return ledger.done_between(*SampleData.objects.get().rows.get(_label(Import), (0, 0)))


def plan(record: SampleData) -> Removal:
    """What would go and what would stay now."""
    sample = _sample_rows(record)
    signed, changed = _signed(sample), _changed(record)
    kept_accounts = accounts.with_those_above((signed | changed) & sample[_label(Account)])
    kept = _needed(_of_accounts(sample, kept_accounts), sample)
    rows = {label: ids - kept.get(label, set()) for label, ids in sample.items()}
    users = kept.get(_label(User), set())
    return Removal(
        rows=rows,
        accounts_before=len(sample[_label(Account)]),
        goes=_told(rows),
        stays=tuple(_stays(kept_accounts, signed, changed)),
        archived=frozenset(kept_accounts - changed),
        without_access=frozenset(users),
    )


def carry_out(removal: Removal, now: datetime) -> None:
    """Delete the rows, archive what is only on record, and let nobody of the sample sign in."""
    delete_contents(removal.rows.get(_label(Attachment), set()))
    for some in _in_parts(removal.rows.get(_label(User), set())):
        events.forget_actors(some)
    for model in _models():
        for some in _in_parts(removal.rows.get(_label(model), set())):
            rows = model._base_manager.filter(pk__in=some)
            rows._raw_delete(rows.db)
    archive(removal.archived, now=now)
    people.end_sample_access(removal.without_access, now=now)


def _sample_rows(record: SampleData) -> Rows:
    """The sample's rows that are still there."""
    found: Rows = {_label(Account): set()}
    for model in _models():
        low, high = record.rows.get(_label(model), (0, 0))
        found[_label(model)] = set(model._base_manager.filter(pk__gt=low, pk__lte=high).values_list("pk", flat=True))
    return found


def _signed(sample: Rows) -> set[int]:
    """Accounts of which something was signed; the seals follow each other, so none of them can go."""
    return value.accounts_signed() & sample[_label(Account)]


def _changed(record: SampleData) -> set[int]:
    """Accounts in which people changed or added something since the loading."""
    changed = events.changed_by_people(after=record.last_event or 0, of="account")
    for model in _models():
        if model is not Lineage and (path := _way_to_account(model)):
            high = record.rows.get(_label(model), (0, 0))[1]
            changed |= set(model._base_manager.filter(pk__gt=high).values_list(path, flat=True)) - {None}
    return changed


def _of_accounts(sample: Rows, kept_accounts: set[int]) -> Rows:
    """Sample rows that hang on these accounts."""
    kept: Rows = defaultdict(set)
    kept[_label(Account)] |= kept_accounts
    for model in _models():
        path = _way_to_account(model)
        if path and sample[_label(model)]:
            rows = model._base_manager.filter(**{f"{path}__in": kept_accounts}).values_list("pk", flat=True)
            kept[_label(model)] |= set(rows) & sample[_label(model)]
    return kept


def _needed(kept: Rows, sample: Rows) -> Rows:
    """With every sample row that one of these, or a row which is not of the sample, refers to."""
    by_label = {_label(model): model for model in _models()}
    waiting = {label: set(ids) for label, ids in kept.items()}
    for label, ids in _referred_from_outside(sample).items():
        waiting.setdefault(label, set()).update(ids)
        kept[label] |= ids
    while waiting:
        label, ids = waiting.popitem()
        for field in _links(by_label[label]):
            target = _label(field.related_model)
            if target not in sample:
                continue
            referred = _values(by_label[label], field, ids) & sample[target] - kept[target]
            if referred:
                kept[target] |= referred
                waiting.setdefault(target, set()).update(referred)
    return kept


def _referred_from_outside(sample: Rows) -> Rows:
    """Sample rows that rows added since, or there before, refer to."""
    found: Rows = defaultdict(set)
    for model in _all_models():
        for field in () if model is Event else _links(model):
            target = _label(field.related_model)
            if not sample.get(target):
                continue
            rows = model._base_manager.exclude(**{f"{field.name}": None})
            own = sample.get(_label(model), set())
            pairs = rows.values_list("pk", field.attname)
            found[target] |= {to for pk, to in pairs if pk not in own} & sample[target]
    return found


def _values(model: Model, field: Any, ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in _in_parts(ids):
        found |= set(model._base_manager.filter(pk__in=some).values_list(field.attname, flat=True))
    return found - {None}


def _told(rows: Rows) -> tuple[str, ...]:
    """What goes, by the kinds people know; the rest hangs on them."""
    models_told = [apps.get_model(label) for label in TOLD]
    counts = [(model._meta, len(rows.get(_label(model), ()))) for model in models_told]
    told = (f"{money.count(n)} {meta.verbose_name if n == 1 else meta.verbose_name_plural}" for meta, n in counts if n)
    return (*told, _("all that hangs on them, and figures computed of them"), _("the lines of the sample’s ledger"))


def _stays(kept: Collection[int], signed: Collection[int], changed: Collection[int]) -> Iterable[str]:
    for account in accounts.unscoped().filter(pk__in=kept).order_by("name"):
        if account.pk in changed:
            yield _("{name} stays: somebody worked on it since.").format(name=account.name)
        elif account.pk in signed:
            yield _("{name} is archived: what its people signed stays on record.").format(name=account.name)
        else:
            yield _("{name} is archived: accounts that stay are below it.").format(name=account.name)


@cache
def _models() -> tuple[Model, ...]:
    """The models whose rows are told apart by number and may go."""
    return tuple(
        model
        for model in _all_models()
        if model.__module__.startswith("covalue.")
        and isinstance(model._meta.pk, models.AutoField)
        and not model._meta.label.startswith(LEFT_ALONE)
    )


@cache
def _all_models() -> tuple[Model, ...]:
    return tuple(model for model in apps.get_models(include_auto_created=True) if model._meta.managed)


def _links(model: Model) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation and field.related_model]


@cache
def _way_to_account(model: Model) -> str:
    """The path of foreign keys that leads from a row to its account, the shortest; empty for none and for users."""
    if model in (Account, User):
        return ""
    paths: list[tuple[Model, str]] = [(model, "")]
    seen = {model, User}
    while paths:
        at, path = paths.pop(0)
        for field in _links(at):
            step = f"{path}__{field.name}".removeprefix("__")
            if field.related_model is Account:
                return step
            if field.related_model not in seen:
                seen.add(field.related_model)
                paths.append((field.related_model, step))
    return ""


def _label(model: Model) -> str:
    return str(model._meta.label)


def _last(model: Model) -> int:
    return int(model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0)


def _in_parts(ids: Iterable[int], size: int = 500) -> Iterable[list[int]]:
    known = sorted(ids)
    return (known[begin : begin + size] for begin in range(0, len(known), size))
