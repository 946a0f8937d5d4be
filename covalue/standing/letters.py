"""What we write to contacts who are asked to rate the relationship, and to who stands behind their address."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.organisation import queries as organisation
from covalue.people.models import User
from covalue.standing.models import AssessmentRequest
from covalue.standing.queries import rounds
from covalue.web import languages


def link_of(request: AssessmentRequest) -> str:
    """The personal link of a request."""
    return settings.BASE_URL + reverse("standing:answer", args=[rounds.secret_of(request)])


def send_request(request: AssessmentRequest, *, again: bool) -> None:
    """To the contact: what is asked, by whom, until when, who will see it, and the link."""
    company = organisation.company().name
    who = f"{request.asked_by.name} ({company})" if request.asked_by else company
    context = {"asked": request, "link": link_of(request), "again": again, "who": who, "company": company}
    with translation.override(languages.known(request.contact.language)):
        context["minutes"] = max(2, request.assessment.driver_set.drivers.count() // 3)
        subject = (
            _("Reminder: how do you see the work with {company}?")
            if again
            else _("How do you see the work with {company}?")
        )
        answer_to = [request.asked_by.email] if request.asked_by else []
        _send(subject.format(company=company), "standing/mail/request.txt", context, request.email, answer_to)


def tell_of_change(request: AssessmentRequest) -> None:
    """To the address that was asked, which is not the contact's any more: the request there has ended."""
    company, asker = organisation.company().name, request.asked_by
    if not accounts.reaches(asker, request.account):
        asker = None
    with translation.override(languages.known(request.contact.language)):
        context = {"asked": request, "company": company, "asker": asker}
        subject = _("{company} now has another address for you").format(company=company)
        _send(subject, "standing/mail/changed.txt", context, request.email, [asker.email] if asker else [])


@translation.override(settings.LANGUAGE_CODE)
def ask_to_confirm(request: AssessmentRequest, colleague: User) -> None:
    """To a colleague of who entered the contact's address: whether it is right; then the request is sent."""
    context = {
        "asked": request,
        "enterer": addresses.entered_by(request.contact),
        "link": settings.BASE_URL + reverse("standing:assessment", args=[request.assessment_id]),
    }
    subject = _("Please confirm the address of {who}").format(who=request.contact.name)
    _send(subject, "standing/mail/confirm.txt", context, colleague.email)


def _send(subject: str, template: str, context: dict[str, object], to: str, answer_to: list[str] | None = None) -> None:
    text = render_to_string(template, context)
    EmailMessage(" ".join(subject.split()), text, None, [to], reply_to=answer_to or None).send()
