"""The people at the customer."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions, facts, queries
from covalue.accounts.inputs import ContactEdit, ContactInput
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.web import inline, requests
from covalue.web.inputs import form_of

OTHERS_SHOWN = 200
ContactForm = form_of(ContactInput)


def contacts(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's people, and room for another."""
    account = queries.get(requests.user_of(request), account_id)
    rows = queries.possible_managers(account)

    def add(body: ContactInput) -> None:
        actions.add_contact(requests.actor(request), account=account, **body.with_rows(rows), now=timezone.now())

    form = ContactForm(request.POST or None, rows=rows)
    if form.submit(add):
        return redirect("accounts:contacts", account.pk)
    context = {"account": account, "form": form, "contacts": facts.contacts_of(account)}
    return render(request, "accounts/contacts.html", context, status=422 if form.errors else 200)


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Everything we know of a contact, in one form; a merged contact leads to the one it was merged into."""
    user = requests.user_of(request)
    contact = queries.get_within(user, Contact.everybody.select_related("account"), contact_id)
    merged_into = queries.contact_merged_into(contact)
    if merged_into is not None:
        return redirect("accounts:contact", merged_into.pk)
    rows = queries.possible_managers(contact.account)

    def save(body: ContactInput) -> None:
        actions.edit_contact(requests.actor(request), contact=contact, **body.with_rows(rows), now=timezone.now())

    initial = {name: getattr(contact, name) for name in ContactInput.model_fields}
    form = ContactForm(request.POST or None, initial=initial | {"reports_to": contact.reports_to_id}, rows=rows)
    if form.submit(save):
        return redirect("accounts:contacts", contact.account_id)
    context = {
        "contact": contact,
        "form": form,
        "merges": queries.contact_merges(user).filter(kept=contact, undone_at=None),
        "others": queries.mergeable_into(user, contact).select_related("account")[:OTHERS_SHOWN],
        "matching": queries.contact_matches(user).filter(Q(contact=contact) | Q(likely=contact)).count(),
        "steers": queries.may_steer(user, contact.account),
    }
    return render(request, "accounts/contact.html", context, status=422 if form.errors else 200)


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
        otherwise=reverse("accounts:contacts", args=[contact.account_id]),
    )
