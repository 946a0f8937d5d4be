"""Who does what so that an agreed case delivers, and who collects the evidence: actions of the account that arose from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.action_items import actions, queries
from covalue.action_items.inputs import ActionInput
from covalue.action_items.models import Action, Origin
from covalue.core import events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.value.cases.queries import CaseView
from covalue.value.claims import deliveries
from covalue.value.claims import queries as claims
from covalue.value.claims.queries import ClaimView
from covalue.value.models import Initiative


@dataclass(frozen=True)
class Suggestion:
    """What would be planned next of a case, by whom and until when; the page asks and somebody changes it."""

    title: str
    owner: User | None
    due_on: date | None


def suggested(view: CaseView, own: tuple[ClaimView, ...], user: User, today: date) -> Suggestion:
    """Before its value starts the delivery, by that day; from then on the evidence of the period that is claimed next."""
    initiative, begins = view.initiative, view.initiative.begins_on
    may_own = queries.possible_owners(initiative.account)["owner"]
    owner = next((one for one in (initiative.owner, user) if one and may_own.filter(pk=one.pk).exists()), None)
    if begins is None or begins > today:
        return Suggestion(_("Deliver: {case}").format(case=initiative.title)[:300], owner, begins)
    period, _lines = claims.suggested(view, own, today)
    title = _("Collect the evidence of {period}: {case}")
    name = deliveries.period_name(period)
    return Suggestion(title.format(period=name, case=initiative.title)[:300], owner, period.end)


def add(actor: Actor, initiative: Initiative, body: ActionInput, *, now: datetime) -> Action:
    """Plan an action of the case. Without an owner it is one's own."""
    values = body.with_rows(queries.colleagues_and_contacts(initiative.account))
    if not values.get("owner") and not values.get("customer_owner"):
        values["owner"] = actor.user
    return actions.add(actor, account=initiative.account, arose_from=events.key(initiative), now=now, **values)


def planned(initiative: Initiative) -> QuerySet[Action]:
    """What was planned of the case, open ones first by date."""
    return queries.arose_from(initiative)


def origins(case_ids: Iterable[int]) -> Mapping[int, Origin]:
    """Cases by name, for the actions that arose from them."""
    rows = Initiative.objects.filter(pk__in=case_ids, removed_at=None)
    return {row.pk: Origin(row.title, reverse("value:case", args=[row.pk])) for row in rows.only("title")}
