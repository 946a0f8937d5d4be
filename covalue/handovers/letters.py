"""What we write to the new owner, and to who planned it."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.handovers.models import Handover


def tell_planner(handover: Handover, account_ids: list[int]) -> None:
    """Tell who planned the handover which of its accounts were left as they are, because something changed since."""
    link = settings.BASE_URL + reverse("handovers:handover", args=[handover.pk])
    shares = handover.shares.filter(account__in=account_ids).select_related("account")
    text = render_to_string("handovers/left_alone.txt", {"handover": handover, "shares": shares, "link": link})
    assert handover.made_by is not None
    send_mail(_("Accounts were left out of your handover"), text, None, [handover.made_by.email])


def send_note(handover: Handover) -> None:
    """Tell the new owner which accounts are theirs, from when, and what they should know."""
    link = settings.BASE_URL + reverse("handovers:handover", args=[handover.pk])
    text = render_to_string(
        "handovers/note.txt", {"handover": handover, "shares": handover.shares.select_related("account"), "link": link}
    )
    send_mail(_("Accounts have been handed over to you"), text, None, [handover.taker.email])
