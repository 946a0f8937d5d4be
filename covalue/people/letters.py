"""What we write to people."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.people.models import Invitation


def send_invitation(invitation: Invitation, secret: str) -> None:
    """The link to join; the secret stands nowhere else."""
    link = settings.BASE_URL + reverse("people:join", args=[secret])
    text = render_to_string("people/invitation.txt", {"invitation": invitation, "link": link})
    send_mail(_("You are invited to Covalue"), text, None, [invitation.email])
