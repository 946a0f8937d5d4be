"""What we write to people."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.people.models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, secret: str) -> str:
    """Send the link to join. Empty if the mail went out; otherwise the link, for the inviter to hand over."""
    link = settings.BASE_URL + reverse("people:join", args=[secret])
    text = render_to_string("people/invitation.txt", {"invitation": invitation, "link": link})
    try:
        send_mail(_("You are invited to Covalue"), text, None, [invitation.email])
    except (OSError, SMTPException) as problem:
        log.warning("an invitation could not be mailed: %s", type(problem).__name__)
        return link
    return ""
