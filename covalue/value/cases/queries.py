"""Reading value cases, templates to begin with, and cases that may count the same money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from covalue.accounts import queries as accounts
from covalue.accounts.industries import INDUSTRY_NAMES, industry_of
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.analytics.value.case import LineResult, Result
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.people import queries as people
from covalue.people.models import User
from covalue.value.cases import conversions, figures, overlaps, readiness, starters
from covalue.value.cases import sheet as sheets
from covalue.value.cases.differences import Difference, differences
from covalue.value.cases.figures import Figures, ScenarioView
from covalue.value.cases.inputs import CaseInput
from covalue.value.cases.readiness import Readiness
from covalue.value.cases.sheet import MOST_SCENARIOS, AssumptionRow, LineRow, ScenarioRow, Sheet
from covalue.value.models import CaseTemplate, Confirmation, Distinction, Initiative, SheetRevision, Signature
from covalue.value.rules import Answer
from covalue.value.signing.agreements import Agreement, agreed_assumptions, last_words, on_cases
from covalue.web import languages
from covalue.web.answered import AsRef, PageOnly

Row = TypeVar("Row")


@dataclass(frozen=True)
class CaseView:
    """An initiative, its sheet, what that comes to, and what contacts signed of it, the latest first."""

    initiative: Initiative
    sheet: Sheet
    figures: Figures
    signed: tuple[Signature, ...] = ()

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """The last word of each contact on the case, the latest first; withdrawn ones left out."""
        return last_words(self.signed, self.initiative, self.sheet)

    @property
    def agreed(self) -> Agreement | None:
        """The latest agreement, in whole or in part, to the case as it is: whoever changes it needs another."""
        return next((word for word in self.agreements if word.agreed or word.in_part), None)

    @property
    def agreed_once(self) -> Agreement | None:
        """The latest agreement, in whole or in part, whether or not the case was changed since: what is promised."""
        return next((word for word in self.agreements if word.signature.answer != Answer.DISAGREE), None)

    @cached_property
    def assumptions(self) -> tuple["AssumptionView", ...]:
        agreed = agreed_assumptions(self.agreements, self.sheet)
        return assumptions_of(self.sheet, self.initiative.confirmations.all(), agreed)

    @cached_property
    def version(self) -> int:
        """Which of its versions the sheet is, counted from 1: what one person types in a sitting is one."""
        return self.initiative.revisions.count()

    @property
    def archived(self) -> bool:
        """Put away, with what was signed of it kept."""
        return self.initiative.archived_at is not None

    @property
    def unfinished(self) -> tuple[str, ...]:
        """What has no figure yet; while there is any, the customer is asked nothing."""
        return sheets.unfinished(self.sheet)

    @property
    def result(self) -> Result | None:
        """What the case comes to; nothing while any of it is unfinished."""
        return None if self.unfinished else self.figures.result

    @property
    def readiness(self) -> Readiness:
        return readiness.of(
            self.sheet,
            self.confirmed,
            has_target=self.initiative.target_id is not None,
            others=any(row.others for row in self.assumptions),
        )

    @property
    def lines(self) -> tuple["LineView", ...]:
        """Every line of the sheet that has a formula which can be calculated, or none yet."""
        results = {row.line.key: row for row in self.figures.result.lines} if self.figures.result else {}
        incomplete = readiness.incomplete_lines(self.sheet)
        constants = self.figures.constants.lines
        return tuple(
            LineView(
                row,
                None if row.key in incomplete else results.get(row.key),
                conversions.said(constants.get(row.key, ())),
            )
            for row in self.sheet.lines
        )

    @property
    def confirmed(self) -> int:
        """How many assumptions a contact stands behind, by themselves or with the whole case."""
        return sum(view.stands for view in self.assumptions)


@dataclass(frozen=True)
class LineView:
    """A line with what it comes to, and with the constants its formula is multiplied by; the result is None while it, or an
    assumption it needs, is not filled in.
    """

    row: LineRow
    result: LineResult | None
    constants: str = ""


@dataclass(frozen=True)
class AssumptionView:
    """An assumption with the confirmation that holds for it as it is now, or the one it has outgrown.

    `agreed` is the signature of a contact who agreed to the whole case with the value it has now. `others` are numbers of
    theirs that are not ours: nothing is confirmed while one is not settled; `settled` are those of which we said what we do.
    """

    row: AssumptionRow
    confirmation: Confirmation | None
    outgrown: Confirmation | None
    agreed: Signature | None = None
    others: tuple[Confirmation, ...] = ()
    settled: tuple[Confirmation, ...] = ()

    @property
    def stands(self) -> bool:
        return (self.confirmation is not None or self.agreed is not None) and not self.others

    @property
    def said(self) -> tuple[Confirmation, ...]:
        """Everything contacts said of it that is shown."""
        return (*((self.last,) if self.last else ()), *self.others, *self.settled)

    @property
    def last(self) -> Confirmation | None:
        return self.confirmation or self.outgrown


ENDS: Final = {"least": _l("Worst case"), "most": _l("Best case")}


@dataclass(frozen=True)
class ScenariosPage:
    """Scenarios beside each other: a row an assumption, a column a scenario; the last column is empty to write in."""

    case: CaseView
    columns: tuple[ScenarioView | None, ...]
    rows: tuple[tuple[AssumptionRow, tuple[float | None, ...]], ...]


@dataclass(frozen=True)
class Version:
    """A sheet as somebody left it, and what they changed in how many saves; `signed` is what contacts said to this very sheet."""

    revision: SheetRevision
    number: int
    saves: int
    differences: tuple[Difference, ...]
    signed: tuple[Signature, ...]


@dataclass(frozen=True)
class TemplateView:
    """A template: structure without numbers. `own` is the ID of one we saved."""

    key: str
    title: str
    note: str
    industry: str
    offering: str
    sheet: Sheet
    own: int | None
    row: PageOnly[CaseTemplate | None]

    @property
    def industry_name(self) -> str | Promise:
        return INDUSTRY_NAMES.get(self.industry, "")


@dataclass(frozen=True)
class OverlapView:
    """Two cases that may count the same money; `why` not, if someone explained it."""

    first: AsRef[Initiative]
    second: AsRef[Initiative]
    names: tuple[str, ...]
    why: str
    distinction: PageOnly[Distinction | None]


CASES: Final = AccountRows(Initiative, related=("target", "owner"), noun="value case")
visible_to, get, get_current = CASES.visible_to, CASES.get_or_removed, CASES.get


def get_confirmation(user: User, confirmation_id: int) -> Confirmation:
    """One confirmation by id."""
    initiatives = accounts.within(user, Initiative.objects.all())
    rows = Confirmation.objects.filter(initiative__in=initiatives).select_related("initiative__account", "contact")
    return _or_not_found(rows.filter(pk=confirmation_id).first())


def get_revision(user: User, initiative_id: int, number: int) -> SheetRevision:
    """A kept sheet by its number."""
    return _or_not_found(get(user, initiative_id).revisions.filter(number=number).first())


def sheet_at(initiative: Initiative, revision: int) -> tuple[Sheet, bool]:
    """The sheet at a revision, and whether it is that very one: edits of one sitting take each other's place."""
    later = initiative.revisions.filter(number__gte=revision).order_by("number").first()
    return sheets.read(later.sheet if later else initiative.sheet), later is not None and later.number == revision


def choices(account: Account) -> dict[str, QuerySet[Any]]:
    """What a case can be for, and who can lead it."""
    return {"target": account.targets.filter(removed_at=None), "owner": people.colleagues()}


def values_of(account: Account, body: CaseInput) -> dict[str, Any]:
    """The fields beside the sheet that were sent, target and owner as rows; BadInput for one that cannot be chosen."""
    values = body.with_rows(choices(account))
    return {name: value for name, value in values.items() if name in CaseInput.model_fields}


def initiatives_of(account: Account) -> QuerySet[Initiative]:
    """The account's initiatives in the order they were begun."""
    return initiatives_below([account])


def initiatives_below(within: Iterable[Account]) -> QuerySet[Initiative]:
    """The same for several accounts."""
    rows = Initiative.objects.filter(account__in=within, removed_at=None)
    return rows.select_related("target", "owner", "account").order_by("id")


def cases_below(within: Iterable[Account]) -> tuple[CaseView, ...]:
    """The cases of these accounts with their figures."""
    return tuple(views(initiatives_below(within)))


def case(initiative: Initiative) -> CaseView:
    """One case with its figures."""
    (view,) = views(Initiative.objects.filter(pk=initiative.pk).select_related("target", "owner", "account"))
    return view


def views(initiatives: Iterable[Initiative]) -> Iterable[CaseView]:
    """Cases with their figures, what is confirmed and what was signed; the same sheet is calculated once."""
    rows = list(initiatives)
    prefetch_related_objects(rows, "confirmations__contact")
    signed: dict[int, list[Signature]] = defaultdict(list)
    for signature in on_cases().filter(initiative__in=rows) if rows else ():
        signed[signature.initiative_id].append(signature)
    for initiative in rows:
        sheet = sheets.read(initiative.sheet)
        yield CaseView(initiative, sheet, figures.of(sheet), tuple(signed[initiative.pk]))


def numbers_of(sheet: Sheet) -> list[AssumptionRow]:
    """Assumptions that are numbers and not formulas over others."""
    return [row for row in sheet.assumptions if not row.formula.strip()]


def scenarios(initiative: Initiative, begin: str = "") -> ScenariosPage:
    """A case's scenarios beside what is expected; `begin` least or most adds one with everything at that end."""
    view = case(initiative)
    rows: list[ScenarioRow | None] = list(view.sheet.scenarios)
    numbers = numbers_of(view.sheet)
    result = view.result
    if result is not None and begin in ENDS and len(rows) < MOST_SCENARIOS:
        least, most = figures.extremes(result, {row.name for row in numbers})
        rows.append(ScenarioRow(name=str(ENDS[begin]), values=least if begin == "least" else most))
    shown: list[ScenarioView | None] = list(figures.scenarios(view.sheet.model_copy(update={"scenarios": tuple(rows)})))
    if len(rows) < MOST_SCENARIOS:
        rows.append(None)
        shown.append(None)
    return ScenariosPage(
        case=view,
        columns=tuple(shown),
        rows=tuple(
            (row, tuple(scenario.values.get(row.name) if scenario else None for scenario in rows)) for row in numbers
        ),
    )


def versions(initiative: Initiative) -> tuple[Version, ...]:
    """Every kept sheet with what changed since the one before, the latest first. They are counted from 1."""
    revisions = list(initiative.revisions.select_related("edited_by").order_by("number"))
    read = [sheets.read(revision.sheet) for revision in revisions]
    signed: dict[int, list[Signature]] = defaultdict(list)
    for signature in on_cases().filter(initiative=initiative):
        signed[signature.read["revision"]].append(signature)
    rows = [
        Version(
            revision,
            place + 1,
            revision.number - (revisions[place - 1].number if place else -1),
            differences(read[place - 1], read[place]) if place else (),
            tuple(signed[revision.number]),
        )
        for place, revision in enumerate(revisions)
    ]
    return tuple(reversed(rows))


def assumptions_of(
    sheet: Sheet, confirmations: Iterable[Confirmation], agreed: Mapping[str, Signature]
) -> tuple[AssumptionView, ...]:
    """The sheet's assumptions with who confirmed them, or agreed to them by name; the latest confirmation has to come first."""
    words: dict[str, dict[int, Confirmation]] = defaultdict(dict)
    for confirmation in confirmations:
        if confirmation.withdrawn_at is None:
            words[confirmation.name].setdefault(confirmation.contact_id, confirmation)
    return tuple(_assumption(row, words[row.name].values(), agreed.get(row.name)) for row in sheet.assumptions)


def _assumption(row: AssumptionRow, words: Iterable[Confirmation], agreed: Signature | None) -> AssumptionView:
    """What each contact last said of an assumption, the latest first."""
    others, settled, plain = [], [], []
    for word in words:
        if not differs(word, row):
            plain.append(word)
        elif word.settled and _same(word.row, row):
            settled.append(word)
        elif not _signed_since(word, agreed):
            others.append(word)
    last = plain[0] if plain else None
    holds = last is not None and _holds(last, row)
    confirmation, outgrown = (last, None) if holds else (None, last)
    return AssumptionView(row, confirmation, outgrown, agreed, tuple(others), tuple(settled))


def _signed_since(word: Confirmation, agreed: Signature | None) -> bool:
    """Whether who said another number agreed to the case with ours afterwards."""
    return agreed is not None and agreed.contact_id == word.contact_id and agreed.signed_at >= word.noted_at


def _holds(word: Confirmation, row: AssumptionRow) -> bool:
    """Whether a contact stands behind the row as it is: it is what they confirmed, or has the number they said."""
    if word.number is None:
        return _same(word.row, row)
    return word.row["unit"] == row.unit and not row.formula.strip() and word.number == row.ends[1]


def differs(confirmation: Confirmation, row: AssumptionRow | None) -> bool:
    """Whether a contact said another number than the row has now, in its unit."""
    if row is None or confirmation.number is None or row.formula.strip() or not row.has_value:
        return False
    return confirmation.row["unit"] == row.unit and confirmation.number != row.ends[1]


def _same(confirmed: dict[str, object], row: AssumptionRow) -> bool:
    """Whether what was confirmed is what stands there now; the source may have changed."""
    now = row.model_dump(mode="json")
    return all(confirmed.get(name) == now[name] for name in ("unit", "low", "base", "high", "formula"))


def templates(account: Account | None = None) -> list[TemplateView]:
    """Everything a case can begin with; for an account, what fits its industry first and other industries' last."""
    views = [
        TemplateView(row.key, str(row.title), str(row.note), row.industry, "", row.sheet, None, None)
        for row in starters.STARTERS
    ]
    views += map(template_view, CaseTemplate.objects.filter(removed_at=None).select_related("offering", "made_by"))
    fits = industry_of(account.sector) if account else ""
    return sorted(
        views,
        key=lambda view: (view.industry != fits if view.industry else 1, bool(view.industry and view.industry != fits)),
    )


def templates_for(user: User) -> list[TemplateView]:
    """The same for one of ours; guests do not know of them."""
    if user.is_guest:
        raise errors.NotFound()
    return templates()


def template_view(row: CaseTemplate) -> TemplateView:
    """A template we kept."""
    offering = row.offering.name if row.offering else ""
    sheet = sheets.read(row.sheet)
    return TemplateView(f"own-{row.pk}", row.title, row.note, row.industry, offering, sheet, row.pk, row)


def get_template(template_id: int) -> CaseTemplate:
    """One template we kept, removed ones included."""
    return _or_not_found(CaseTemplate.objects.filter(pk=template_id).first())


def template_choices() -> dict[str, QuerySet[Any]]:
    """What a template can be for."""
    return {"offering": organisation.offerings()}


def first_sheet(account: Account, sheet: Sheet | None, template: str, language: str = "") -> Sheet | None:
    """What a case begins with: a sheet, or a template in the account's currency, one that comes with the product in a
    `language`, without it in the one most contacts there read. None for neither, BadInput for both.
    """
    if not template:
        return sheet
    if sheet is not None:
        raise errors.BadInput(_("Start with a sheet or with a template."), field="template")
    view = next((view for view in templates() if view.key == template), None)
    if view is None:
        raise errors.BadInput(_("This template does not exist."), field="template")
    known = languages.known(language or accounts.language_of(account))
    template_sheet = view.sheet if view.row else starters.in_language(view.sheet, known)
    return sheets.in_currency(template_sheet, account.currency or "EUR")


def overlaps_of(views: Iterable[CaseView]) -> list[OverlapView]:
    """Pairs of an account's cases that share assumptions under one source of value; those told apart last."""
    cases = {view.initiative.pk: view for view in views}
    pairs = overlaps.overlaps({pk: view.sheet for pk, view in cases.items()})
    if not pairs:
        return []
    distinctions = {
        (row.first_id, row.second_id): row
        for row in Distinction.objects.filter(first__in=cases).select_related("seen_by")
    }
    rows = []
    for pair in pairs:
        distinction = distinctions.get((pair.first, pair.second))
        if distinction is not None and not set(pair.names) <= set(distinction.names):
            distinction = None
        first, second = cases[pair.first].initiative, cases[pair.second].initiative
        rows.append(OverlapView(first, second, pair.names, distinction.why if distinction else "", distinction))
    return sorted(rows, key=lambda row: row.distinction is not None)


def _or_not_found(row: Row | None) -> Row:
    if row is None:
        raise errors.NotFound()
    return row
