"""What we write to guests, and to our team about them."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.core import events
from covalue.organisation import queries as organisation
from covalue.people import actions as people
from covalue.people import queries as users
from covalue.people.models import User
from covalue.portal.models import Guest, Proposal
from covalue.web import languages


def send_invitation(guest: Guest, now: datetime) -> None:
    """The link is made here, so that no queue holds it; a second letter makes the first one's link useless."""
    if guest.invited_by is None:  # who invited them is gone; somebody else may
        return
    who = guest.invited_by.name
    if users.by_email(guest.email):
        link, joins = settings.BASE_URL + reverse("portal:home") + _asking(guest), False
    else:
        secret = people.invite_guest(
            events.system("portal"), email=guest.email, name=guest.contact.name, by=guest.invited_by, now=now
        )
        link, joins = settings.BASE_URL + reverse("people:join", args=[secret]), True
    page = {"guest": guest, "link": link, "joins": joins, "who": who, "supplier": organisation.company().name}
    with translation.override(languages.known(guest.contact.language)):
        text = render_to_string("portal/mail/invitation.txt", page)
        subject = _("{who} invites you to a shared workspace").format(who=who)
    EmailMessage(" ".join(subject.split()), text, None, [guest.email], reply_to=[guest.invited_by.email]).send()


def _asking(guest: Guest) -> str:
    """Asks for their language, so that the sign-in before the workspace speaks it, too."""
    return f"?{languages.ASKED}={guest.contact.language}" if guest.contact.language in languages.KNOWN else ""


def ask_to_confirm(guest: Guest, colleague: User) -> None:
    """To a colleague of who entered the guest's address: whether it is right; then the invitation is sent."""
    link = settings.BASE_URL + reverse("portal:together", args=[guest.account_id])
    page = {"guest": guest, "enterer": addresses.entered_by(guest.contact), "link": link}
    with translation.override(users.language_of(colleague)):
        subject = _("Please confirm the address of {who}").format(who=" ".join(guest.contact.name.split()))
        send_mail(subject, render_to_string("portal/mail/confirm.txt", page), None, [colleague.email])


def tell_of_proposal(proposal: Proposal) -> None:
    """To every lead of the account."""
    link = settings.BASE_URL + reverse("portal:together", args=[proposal.account_id])
    for lead in dict.fromkeys(place.user for place in accounts.leads_of(proposal.account)):
        with translation.override(users.language_of(lead)):
            who = proposal.contact.name if proposal.contact else _("A guest")
            text = render_to_string("portal/mail/proposal.txt", {"proposal": proposal, "link": link, "who": who})
            send_mail(_("{who} proposes something").format(who=" ".join(who.split())), text, None, [lead.email])
