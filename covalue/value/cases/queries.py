"""Reading value targets and cases; the door of accounts decides which."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.people.models import User
from covalue.value.cases import figures
from covalue.value.cases import sheet as sheets
from covalue.value.cases.differences import Difference, differences
from covalue.value.cases.figures import Figures, ScenarioView
from covalue.value.cases.sheet import MOST_SCENARIOS, AssumptionRow, ScenarioRow, Sheet
from covalue.value.models import Claim, Confirmation, Initiative, SheetRevision, Target

Row = TypeVar("Row")
Thing = TypeVar("Thing", Target, Initiative, Claim)


@dataclass(frozen=True)
class CaseView:
    """An initiative, its sheet, what that comes to, and which of its assumptions a contact stands behind."""

    initiative: Initiative
    sheet: Sheet
    figures: Figures
    assumptions: tuple["AssumptionView", ...]

    @property
    def confirmed(self) -> int:
        return sum(view.confirmation is not None for view in self.assumptions)


@dataclass(frozen=True)
class AssumptionView:
    """An assumption with the confirmation that holds for it as it is now, or the one it has outgrown."""

    row: AssumptionRow
    confirmation: Confirmation | None
    outgrown: Confirmation | None


ENDS: Final = {"least": _l("Everything at its worst"), "most": _l("Everything at its best")}


@dataclass(frozen=True)
class ScenariosPage:
    """Scenarios beside each other: a row an assumption, a column a scenario; the last column is empty to write in."""

    case: CaseView
    columns: tuple[ScenarioView | None, ...]
    rows: tuple[tuple[AssumptionRow, tuple[float | None, ...]], ...]


@dataclass(frozen=True)
class Version:
    """A sheet as somebody left it, and what they changed."""

    revision: SheetRevision
    differences: tuple[Difference, ...]


def get(user: User, initiative_id: int) -> Initiative:
    """One initiative by id, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, Initiative.objects.select_related("account", "target", "owner"), initiative_id)


def standing(thing: Thing) -> Thing:
    """The same, unless it was removed."""
    if thing.removed_at is not None:
        raise errors.NotFound()
    return thing


def get_confirmation(user: User, confirmation_id: int) -> Confirmation:
    """One confirmation by id."""
    held = accounts.within(user, Initiative.objects.all())
    found = Confirmation.objects.filter(initiative__in=held).select_related("initiative__account", "contact")
    return _there(found.filter(pk=confirmation_id).first())


def get_revision(user: User, initiative_id: int, number: int) -> SheetRevision:
    """A kept sheet by its number."""
    return _there(get(user, initiative_id).revisions.filter(number=number).first())


def initiatives_of(account: Account) -> QuerySet[Initiative]:
    """The account's initiatives in the order they were begun."""
    return account.initiatives.filter(removed_at=None).select_related("target", "owner", "account").order_by("id")


def cases_of(account: Account) -> tuple[CaseView, ...]:
    """The account's cases with their figures."""
    return tuple(views(initiatives_of(account).prefetch_related("confirmations__contact")))


def case(initiative: Initiative) -> CaseView:
    """One case with its figures."""
    (view,) = views(
        Initiative.objects.filter(pk=initiative.pk)
        .select_related("target", "owner", "account")
        .prefetch_related("confirmations__contact")
    )
    return view


def views(initiatives: Iterable[Initiative]) -> Iterable[CaseView]:
    """Cases with their figures; the same sheet is reckoned once."""
    for initiative in initiatives:
        sheet = sheets.read(initiative.sheet)
        yield CaseView(initiative, sheet, figures.of(sheet), assumptions_of(sheet, initiative.confirmations.all()))


def known_of(sheet: Sheet) -> list[AssumptionRow]:
    """Assumptions that are numbers and not reckoned from others."""
    return [row for row in sheet.assumptions if not row.formula.strip()]


def scenarios(initiative: Initiative, begin: str = "") -> ScenariosPage:
    """A case's scenarios beside what is expected; `begin` least or most adds one with everything at that end."""
    view = case(initiative)
    rows: list[ScenarioRow | None] = list(view.sheet.scenarios)
    known = known_of(view.sheet)
    result = view.figures.result
    if result is not None and begin in ENDS and len(rows) < MOST_SCENARIOS:
        least, most = figures.extremes(result, {row.name for row in known})
        rows.append(ScenarioRow(name=str(ENDS[begin]), values=least if begin == "least" else most))
    shown: list[ScenarioView | None] = list(figures.scenarios(view.sheet.model_copy(update={"scenarios": tuple(rows)})))
    if len(rows) < MOST_SCENARIOS:
        rows.append(None)
        shown.append(None)
    return ScenariosPage(
        case=view,
        columns=tuple(shown),
        rows=tuple((row, tuple(one.values.get(row.name) if one else None for one in rows)) for row in known),
    )


def versions(initiative: Initiative) -> tuple[Version, ...]:
    """Every kept sheet with what changed since the one before, the latest first."""
    kept = list(initiative.revisions.select_related("edited_by").order_by("number"))
    read = [sheets.read(revision.sheet) for revision in kept]
    found = [
        Version(revision, differences(read[place - 1], read[place]) if place else ())
        for place, revision in enumerate(kept)
    ]
    return tuple(reversed(found))


def _there(row: Row | None) -> Row:
    if row is None:
        raise errors.NotFound()
    return row


def assumptions_of(sheet: Sheet, confirmations: Iterable[Confirmation]) -> tuple[AssumptionView, ...]:
    latest: dict[str, Confirmation] = {}
    for confirmation in confirmations:
        if confirmation.withdrawn_at is None:
            latest.setdefault(confirmation.name, confirmation)
    found = []
    for row in sheet.assumptions:
        said = latest.get(row.name)
        holds = said is not None and _same(said.row, row)
        found.append(AssumptionView(row, said if holds else None, None if holds else said))
    return tuple(found)


def _same(confirmed: dict[str, object], row: AssumptionRow) -> bool:
    """Whether what was confirmed is what stands there now; the source may have changed."""
    now = row.model_dump(mode="json")
    return all(confirmed.get(name) == now[name] for name in ("unit", "low", "base", "high", "formula"))
