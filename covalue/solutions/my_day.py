"""Steps of joint solutions that are due, for whoever answers for the account."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.my_day import answered_for, where
from covalue.solutions import queries
from covalue.solutions.queries import SolutionView
from covalue.solutions.rules import Stage
from covalue.web.my_day import Day, Item, Urgency


def due(day: Day) -> Iterator[Item]:
    """Pilots to start, to change, to end and to decide on."""
    for view in queries.waiting(answered_for(day)):
        yield _item(view)


def _item(view: SolutionView) -> Item:
    latest = view.latest
    return Item(
        key=f"pilot:{view.solution.pk}:{view.stage}:{latest.number if latest else 0}",
        why=_why(view),
        title=view.solution.title,
        url=reverse("solutions:show", args=[view.solution.pk]),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(view.solution.account),
    )


def _why(view: SolutionView) -> str:
    if view.stage is Stage.AGREED:
        return _("the customer agreed to the criteria: start the pilot")
    if view.stage is Stage.DECLINED:
        words = view.latest.words if view.latest else ""
        return _("the customer did not agree: “{words}”").format(words=words[:120])
    if view.stage is Stage.RUNNING:
        return _("the pilot is past its last day: enter results and end it")
    return _("the pilot has ended: decide")
