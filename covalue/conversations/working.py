"""What conversations tell of an account in the working list: how long ago we spoke."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from covalue.accounts.working import Told, WorkingRow
from covalue.conversations import queries
from covalue.conversations.queries import Watched
from covalue.web.tables import Column, Kind

KEY: Final = "conversations"


def _watched(row: WorkingRow) -> Watched:
    watched: Watched = row.told[KEY]
    return watched


LAST: Final = Told(
    KEY,
    20,
    lambda shown, today: {watched.account.pk: watched for watched in queries.watched(shown, today)},
    (
        Column(
            "last conversation",
            lambda row: _watched(row).last_held,
            _("Last conversation"),
            Kind.WHEN,
            tone=lambda row: "warn" if _watched(row).quiet else None,
            unknown=_("none yet"),
        ),
    ),
)
