"""The obligations of an account, of all its agreements."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from covalue.accounts.row_pages import RowPages
from covalue.agreements.models import Obligation
from covalue.agreements.obligations import api, queries
from covalue.agreements.obligations.queries import ObligationView
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
