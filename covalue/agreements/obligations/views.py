"""The obligations of an account, of all its agreements, and ticking one where it stands in My day."""

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from covalue.accounts.row_pages import RowPages
from covalue.agreements import my_day
from covalue.agreements.models import Obligation
from covalue.agreements.obligations import actions, api, queries
from covalue.agreements.obligations.queries import OBLIGATIONS, ObligationView
from covalue.core import errors
from covalue.web import answers, requests
from covalue.web.tables import Column, Kind, Table, ordered


def _view(row: Obligation) -> ObligationView:
    return queries.views([row], row.account.today())[0]


TABLE: Final = Table[Obligation](
    "obligations",
    (
        ordered("words", lambda row: row.words, _("What is owed")),
        Column("side", lambda row: row.get_side_display(), _("Who owes it")),
        Column("who", lambda row: row.owner or row.contact, _("Seen to by"), unknown=_("nobody yet")),
        ordered("first due", lambda row: row.due_on, _("First due"), Kind.DAY, by="due_on"),
        Column("repeats", lambda row: row.get_repeats_display(), _("Repeats")),
        Column("next due", lambda row: _view(row).standing.next_due, _("Next"), Kind.DAY, unknown=_("all met")),
        Column("on time", lambda row: _view(row).standing.on_time, _("On time"), Kind.COUNT),
        Column("fell due", lambda row: _view(row).standing.fell_due, _("of those due"), Kind.COUNT),
        Column("agreement", lambda row: row.agreement, _("Agreement")),
    ),
)
PAGES = RowPages(
    "agreements:obligations",
    api.OPERATIONS,
    TABLE,
    title=_("Obligations"),
    empty=_("No obligation is entered yet: what each side owes by the contract, and by when."),
)


@require_POST
def tick(request: HttpRequest, obligation_id: int, due_day: str) -> HttpResponse:
    """Met today for that day, or not after all; by htmx the answer is the item of My day, with its undo."""
    row, now = OBLIGATIONS.get(requests.user_of(request), obligation_id), timezone.now()
    actor, due = requests.actor(request), _day(due_day)
    was_met = row.met.filter(due_on=due).exists()
    is_met = not answers.reopens(request, done=was_met)
    if not is_met:
        actions.reopen(actor, obligation=row, due_on=due, now=now)
    elif not was_met:
        actions.meet(actor, obligation=row, due_on=due, met_on=row.account.day_of(now), now=now)
    if answers.asks_for_item(request):
        item = my_day.obligation_due(row, due, row.account.today())
        return answers.ticked(request, item, done=is_met, text=gettext("Met: {what}").format(what=row.words))
    return answers.back(request, reverse("agreements:terms", args=[row.agreement_id]))


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise errors.NotFound() from None
