"""Promises as the search shows them, and a quick line as something to do."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from covalue.core import days
from covalue.people.models import User
from covalue.promises import queries, quick
from covalue.promises.models import Promise
from covalue.search import folding
from covalue.web.palette import SHOWN, Hit


def promises(user: User, text: str) -> Iterator[Hit]:
    """Those on accounts one may open: open ones first, by date."""
    rows = queries.visible_to(user).filter(account__archived_at=None).select_related("account")
    found = folding.with_words(rows, text, "what", "note")
    for row in found.order_by(F("ended_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")[:SHOWN]:
        yield Hit(row.what, reverse("promises:edit", args=[row.pk]), f"{row.account.name} · {_when(row)}")


def quick_line(user: User, text: str) -> Iterator[Hit]:
    """“met Signe Dahl about …”: what begins with a channel can be logged as it is."""
    if user.is_guest or len(text.split()) < 2:
        return
    line = quick.read(text, (), timezone.localdate())
    if line.channel and line.people:
        address = reverse("promises:quick-anywhere")
        yield Hit(_("Log: {line}").format(line=text[:120]), f"{address}?{urlencode({'line': text[: quick.LONGEST]})}")


def _when(promise: Promise) -> str:
    if not promise.is_open:
        return promise.get_outcome_display()
    return _("due {day}").format(day=days.day(promise.due_on)) if promise.due_on else _("open")
