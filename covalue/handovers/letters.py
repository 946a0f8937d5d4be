"""What we write to the new owner."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.handovers.models import Handover


def send_note(handover: Handover) -> None:
    """Tell the new owner which accounts are theirs, from when, and what they should know."""
    link = settings.BASE_URL + reverse("handovers:handover", args=[handover.pk])
    text = render_to_string(
        "handovers/note.txt", {"handover": handover, "shares": handover.shares.select_related("account"), "link": link}
    )
    send_mail(_("Accounts have been handed over to you"), text, None, [handover.taker.email])
