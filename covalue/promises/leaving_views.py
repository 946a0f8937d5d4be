"""A contact who leaves: marked once, then one page of all that is to be decided."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions as account_actions
from covalue.accounts import leaving as following
from covalue.accounts import queries as accounts
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.promises import actions, queries
from covalue.promises.models import Promise
from covalue.promises.rules import Outcome
from covalue.web import answers, requests
from covalue.web.inputs import chosen


def page_of(contact_id: int) -> str:
    """The page of a contact."""
    return reverse("accounts:contact", args=[contact_id])


@require_GET
def leaving(request: HttpRequest, contact_id: int) -> HttpResponse:
    """What is to be decided as a contact has left: to whom each promise passes, which requests end, and whom to ask."""
    user = requests.user_of(request)
    contact = accounts.get_contact(user, contact_id)
    context = {
        "contact": contact,
        "matters": following.matters(user, contact) if contact.departed_on else (),
        "others": accounts.current_contacts(contact.account).exclude(pk=contact.pk),
        "may_edit": accounts.may_edit(user, contact.account),
    }
    return render(request, "promises/leaving.html", context)


@require_POST
def left(request: HttpRequest, contact_id: int) -> HttpResponse:
    """They have left, today; all that follows is on the next page, with its undo."""
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    if contact.departed_on is None:
        actor, today = requests.actor(request), contact.account.today()
        account_actions.edit_contact(actor, contact=contact, departed_on=today, now=timezone.now())
    text = _("{name} is marked as having left.").format(name=contact.name)
    undo, then = reverse("promises:back", args=[contact.pk]), reverse("promises:leaving", args=[contact.pk])
    return answers.undoable(request, text, undo, then)


@require_POST
def back(request: HttpRequest, contact_id: int) -> HttpResponse:
    """They are still there; what was decided in between stays as decided."""
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    account_actions.edit_contact(requests.actor(request), contact=contact, departed_on=None, now=timezone.now())
    return redirect("accounts:contact", contact.pk)


@require_POST
def give(request: HttpRequest, promise_id: int) -> HttpResponse:
    """The promise is to, or by, another contact from now on."""
    promise = queries.get_current(requests.user_of(request), promise_id)
    left_contact = promise.contact
    typed = request.POST.get("contact", "")
    if not typed.isdecimal() or len(typed) > 18:
        raise errors.BadInput(_("Choose a contact."), field="contact")
    contact = chosen(accounts.current_contacts(promise.account), int(typed), "contact")
    actions.edit(requests.actor(request), promise=promise, contact=contact, now=timezone.now())
    return answers.back(request, _leaving_of(left_contact, promise))


@require_POST
def withdraw(request: HttpRequest, promise_id: int) -> HttpResponse:
    """The promise ends with whoever left; it counts as neither kept nor broken."""
    promise = queries.get_current(requests.user_of(request), promise_id)
    actions.end(requests.actor(request), promise=promise, outcome=Outcome.WITHDRAWN, now=timezone.now())
    return answers.back(request, _leaving_of(promise.contact, promise))


def _leaving_of(contact: Contact | None, promise: Promise) -> str:
    if contact is not None and contact.departed_on is not None:
        return reverse("promises:leaving", args=[contact.pk])
    return reverse("promises:edit", args=[promise.pk])
