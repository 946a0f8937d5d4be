"""What we write to contacts who are asked, and to who stands behind their address. A kind says the words."""

from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.contact_requests.models import ContactRequest
from covalue.organisation import queries as organisation
from covalue.people import queries as users
from covalue.people.models import User
from covalue.web import languages


class Kind(Protocol):
    """What a kind of request says for its letters."""

    page: str
    mail: str

    def secret_of(self, request: Any) -> str: ...

    def ours(self, request: Any) -> str: ...

    def subject(self, request: Any, company: str, *, again: bool) -> str: ...

    def letter(self, request: Any) -> dict[str, Any]: ...


def link_of(kind: Kind, request: ContactRequest) -> str:
    """The personal link of a request."""
    return settings.BASE_URL + reverse(kind.page, args=[kind.secret_of(request)])


def send_request(kind: Kind, request: ContactRequest, *, again: bool) -> None:
    """To the contact: what is asked, by whom, until when, and the link."""
    company, asker = organisation.company().name, request.asked_by
    who = f"{asker.name} ({company})" if asker else company
    with translation.override(languages.known(request.contact.language)):
        context = {"link": link_of(kind, request), "again": again, "who": who, "company": company}
        subject = kind.subject(request, company, again=again)
        send(kind, request, subject, "request.txt", request.email, context, asker)


def tell_of_change(kind: Kind, request: ContactRequest) -> None:
    """To the address that was asked, which is not the contact's any more: what was asked there has ended, and whom to ask."""
    company, asker = organisation.company().name, request.asked_by
    if not accounts.reaches(asker, request.account):
        asker = None
    with translation.override(languages.known(request.contact.language)):
        subject = _("{company} now has another address for you").format(company=company)
        send(kind, request, subject, "changed.txt", request.email, {"company": company, "asker": asker}, asker)


def ask_to_confirm(kind: Kind, request: ContactRequest, colleague: User) -> None:
    """To a colleague of who entered the contact's address: whether it is right; then the request is sent."""
    context = {"enterer": addresses.entered_by(request.contact), "link": settings.BASE_URL + kind.ours(request)}
    with translation.override(users.language_of(colleague)):
        subject = _("Please confirm the address of {who}").format(who=request.contact.name)
        send(kind, request, subject, "confirm.txt", colleague.email, context)


def tell_asker(kind: Kind, request: ContactRequest, subject: Promise, name: str, **more: Any) -> None:
    """To who asked, while they may open the account: what became of their request, with our page of it."""
    asker = request.asked_by
    if asker is not None and accounts.reaches(asker, request.account):
        context = {"link": settings.BASE_URL + kind.ours(request), **more}
        with translation.override(users.language_of(asker)):
            send(kind, request, str(subject).format(who=request.contact.name), name, asker.email, context)


def send(
    kind: Kind,
    request: ContactRequest,
    subject: str,
    name: str,
    to: str,
    context: dict[str, Any],
    answer_to: User | None = None,
) -> None:
    """One letter of the kind's folder; answers go to `answer_to`."""
    text = render_to_string(f"{kind.mail}/{name}", {"asked": request, **context, **kind.letter(request)})
    reply_to = [answer_to.email] if answer_to else None
    EmailMessage(" ".join(subject.split()), text, None, [to], reply_to=reply_to).send()
