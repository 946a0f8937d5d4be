"""What a case can begin with, and which cases may count the same money."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from covalue.accounts.industries import INDUSTRY_NAMES, industry_of
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.value.cases import overlaps, starters
from covalue.value.cases import sheet as sheets
from covalue.value.cases.queries import CaseView
from covalue.value.cases.sheet import Sheet
from covalue.value.models import CaseTemplate, Distinction, Initiative


@dataclass(frozen=True)
class TemplateView:
    """Something to begin a case with: one of the house's, or one we kept (`own`)."""

    key: str
    title: str | Promise
    note: str | Promise
    industry: str
    offering: str
    sheet: Sheet
    own: CaseTemplate | None = None

    @property
    def industry_name(self) -> str | Promise:
        return INDUSTRY_NAMES.get(self.industry, "")


@dataclass(frozen=True)
class OverlapView:
    """Two cases that share assumptions, and why that is no double counting, if somebody said so."""

    first: Initiative
    second: Initiative
    names: tuple[str, ...]
    distinction: Distinction | None


def templates(account: Account | None = None) -> list[TemplateView]:
    """Everything a case can begin with; for an account, what fits its industry first and other industries' last."""
    found = [TemplateView(one.key, one.title, one.note, one.industry, "", one.sheet) for one in starters.STARTERS]
    own = CaseTemplate.objects.filter(removed_at=None).select_related("offering", "made_by")
    found += [_own(row) for row in own]
    fits = industry_of(account.sector) if account else ""
    return sorted(
        found,
        key=lambda one: (one.industry != fits if one.industry else 1, bool(one.industry and one.industry != fits)),
    )


def begin_with(key: str, currency: str) -> Sheet:
    """The sheet of a template, in another currency. Raises NotFound."""
    found = next((one for one in templates() if one.key == key), None)
    if found is None:
        raise errors.NotFound()
    return found.sheet.model_copy(update={"currency": currency})


def get_template(template_id: int) -> CaseTemplate:
    found = CaseTemplate.objects.filter(pk=template_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def overlaps_of(views: Iterable[CaseView]) -> tuple[OverlapView, ...]:
    """Pairs of an account's cases that share assumptions under one source of value; those told apart last."""
    cases = {view.initiative.pk: view for view in views}
    found = overlaps.overlaps({pk: view.sheet for pk, view in cases.items()})
    if not found:
        return ()
    told = {
        (row.first_id, row.second_id): row
        for row in Distinction.objects.filter(first__in=cases).select_related("seen_by")
    }
    shown = (
        OverlapView(
            cases[one.first].initiative,
            cases[one.second].initiative,
            one.names,
            _holds(told.get((one.first, one.second)), one.names),
        )
        for one in found
    )
    return tuple(sorted(shown, key=lambda one: one.distinction is not None))


def _own(row: CaseTemplate) -> TemplateView:
    offering = row.offering.name if row.offering else ""
    return TemplateView(f"own-{row.pk}", row.title, row.note, row.industry, offering, sheets.read(row.sheet), row)


def _holds(said: Distinction | None, names: Iterable[str]) -> Distinction | None:
    return said if said is not None and set(names) <= set(said.names) else None
