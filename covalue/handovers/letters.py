"""What we write to the new owner, and to who planned it."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.handovers.models import Handover
from covalue.people import queries as users


def tell_planner(handover: Handover, account_ids: list[int]) -> None:
    """Tell who planned the handover which of its accounts were left as they are, because something changed since."""
    link = settings.BASE_URL + reverse("handovers:handover", args=[handover.pk])
    shares = handover.shares.filter(account__in=account_ids).select_related("account")
    assert handover.made_by is not None
    with translation.override(users.language_of(handover.made_by)):
        text = render_to_string("handovers/left_alone.txt", {"handover": handover, "shares": shares, "link": link})
        send_mail(_("Accounts were left out of your handover"), text, None, [handover.made_by.email])


def send_note(handover: Handover) -> None:
    """Tell the new owner which accounts are theirs, from when, and what they should know."""
    link = settings.BASE_URL + reverse("handovers:handover", args=[handover.pk])
    page = {"handover": handover, "shares": handover.shares.select_related("account"), "link": link}
    with translation.override(users.language_of(handover.taker)):
        text = render_to_string("handovers/note.txt", page)
        send_mail(_("Accounts have been handed over to you"), text, None, [handover.taker.email])
