"""What we write to people."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from covalue.people import queries
from covalue.people.models import Invitation, User
from covalue.web import languages

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, secret: str) -> str:
    """Send the link to join. Empty if the mail went out; otherwise the link, for the inviter to hand over."""
    link = settings.BASE_URL + reverse("people:join", args=[secret])
    with translation.override(languages.known(invitation.language)):
        text = render_to_string("people/invitation.txt", {"invitation": invitation, "link": link})
        subject = _("You are invited to Covalue")
    try:
        send_mail(subject, text, None, [invitation.email])
    except (OSError, SMTPException) as problem:
        log.warning("an invitation could not be mailed: %s", type(problem).__name__)
        return link
    return ""


def send_reset(user: User, secret: str, origin: str) -> None:
    """The link to a new password; without a secret the sentence that the company signs them in."""
    link = settings.BASE_URL + (reverse("people:new-password", args=[secret]) if secret else reverse("people:sign-in"))
    page = {"user": user, "link": link, "by_link": bool(secret), "origin": origin}
    with translation.override(queries.language_of(user)):
        send_mail(_("Reset your Covalue password"), render_to_string("people/reset.txt", page), None, [user.email])


def send_notice(user: User, sentence: str | Promise, origin: str, at: datetime) -> None:
    """That the way they sign in has changed, and what to do if it was not them."""
    page = {"user": user, "sentence": sentence, "origin": origin, "at": at, "link": settings.BASE_URL}
    with translation.override(queries.language_of(user)):
        text = render_to_string("people/notice.txt", page)
        send_mail(_("Your sign-in to Covalue has changed"), text, None, [user.email])
