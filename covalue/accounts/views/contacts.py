"""The people at the customer."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from covalue.accounts import actions, contact_home, facts, home, queries
from covalue.accounts.home import AccountView
from covalue.accounts.inputs import AddedContact, ContactEdit, ContactInput
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.web import inline, requests
from covalue.web.inputs import form_of

OTHERS_SHOWN = 200
AddedForm, ContactForm = form_of(AddedContact), form_of(ContactInput)


def contacts(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's people, and room for another."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    rows = queries.possible_managers(account)

    def add(body: AddedContact) -> None:
        actions.add_contact(requests.actor(request), account=account, **body.with_rows(rows), now=timezone.now())

    form = AddedForm(request.POST or None, rows=rows)
    if form.submit(add):
        return redirect("accounts:contacts", account.pk)
    view = AccountView(user, account, account.today())
    context = {
        "account": account,
        "form": form,
        "contacts": facts.contacts_of(account),
        "parts": home.parts(home.CONTACTS, view),
        "aside": home.parts(home.CONTACTS_ASIDE, view),
    }
    return render(request, "accounts/contacts.html", context, status=422 if form.errors else 200)


@require_GET
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Who a contact is and what we know of them, as a page or, for htmx, beside the page one is on.

    A merged contact leads to the one it was merged into.
    """
    user = requests.user_of(request)
    rows = Contact.everybody.select_related("account", "reports_to")
    contact = queries.get_within(user, rows, contact_id)
    merged_into = queries.contact_merged_into(contact)
    if merged_into is not None:
        return redirect("accounts:contact", merged_into.pk)
    page = contact_home.page(user, contact, contact.account.today())
    beside = request.headers.get("HX-Target") == "beside"
    if beside:
        return render(request, "accounts/_contact_beside.html", {"page": page})
    merges = queries.contact_merges(user).filter(kept=contact, undone_at=None)
    return render(request, "accounts/contact.html", {"page": page, "contact": contact, "merges": merges})


def edit_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """All facts of a contact in one form, and the contacts that may be the same person."""
    user = requests.user_of(request)
    contact = queries.get_contact(user, contact_id)
    rows = queries.possible_managers(contact.account)

    def save(body: ContactInput) -> None:
        actions.edit_contact(requests.actor(request), contact=contact, **body.with_rows(rows), now=timezone.now())

    initial = {name: getattr(contact, name) for name in ContactInput.model_fields}
    form = ContactForm(request.POST or None, initial=initial | {"reports_to": contact.reports_to_id}, rows=rows)
    if form.submit(save):
        return redirect("accounts:contact", contact.pk)
    context = {
        "contact": contact,
        "form": form,
        "others": queries.mergeable_into(user, contact).select_related("account")[:OTHERS_SHOWN],
        "matching": queries.contact_matches(user).filter(Q(contact=contact) | Q(likely=contact)).count(),
    }
    return render(request, "accounts/contact_form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, contact_id: int, contact_fact: str) -> HttpResponse:
    """One fact about a contact, edited where it stands."""
    user = requests.user_of(request)
    contact = queries.get_contact(user, contact_id)
    if contact_fact not in actions.CONTACT_FIELDS:
        raise errors.NotFound()
    rows = queries.possible_managers(contact.account)

    def save(body: ContactEdit) -> None:
        actions.edit_contact(requests.actor(request), contact=contact, now=timezone.now(), **body.with_rows(rows))

    return inline.edit(
        request,
        fact=lambda: facts.contact_fact(queries.get_contact(user, contact_id), contact_fact),
        form=inline.form_of_fact(ContactEdit, contact, contact_fact, rows),
        save=save,
        otherwise=reverse("accounts:contact", args=[contact.pk]),
    )
