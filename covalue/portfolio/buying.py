"""Who buys no longer, or less: the one list of these words with their rules, for every page, file, API and command."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.analytics import segments


@dataclass(frozen=True)
class Term:
    """A word for customers who buy no longer, or less, and the rule by which somebody is one; `view` lists them."""

    key: str
    name: str | Promise
    rule: str | Promise
    view: str
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view) + self.query


STOPPED: Final = Term(
    "stopped",
    _("Stopped buying"),
    _("bought before the days shown, and has neither sales nor returns in them; counted among nobody else"),
    "portfolio:stopped",
)
SLIPPING: Final = Term(
    segments.SLIPPING,
    _("Slipping"),
    _(
        "bought in these months, though longer ago than most (1 or 2 of 5 points for when), and until then as often and as much as "
        "most (3 or more on average): ask what has changed"
    ),
    "segmentation:home",
    f"?rfm={segments.SLIPPING}#customers",
)
DORMANT: Final = Term(
    segments.DORMANT,
    _("Dormant"),
    _(
        "bought in these months, though longer ago than most (1 or 2 of 5 points for when), and seldom or little (below 3 on "
        "average): find out whether they are still customers"
    ),
    "segmentation:home",
    f"?rfm={segments.DORMANT}#customers",
)
TERMS: Final = (STOPPED, SLIPPING, DORMANT)
