"""The people at the customer."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions, facts, forms, queries
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.web import inline, requests

OTHERS_SHOWN = 200


def contacts(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's people, and room for another."""
    account = queries.get(requests.user_of(request), account_id)
    form = forms.ContactForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_contact(requests.actor(request), account=account, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return redirect("accounts:contacts", account.pk)
    page = {"account": account, "form": form, "contacts": facts.contacts_of(account)}
    return render(request, "accounts/contacts.html", page, status=422 if form.errors else 200)


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Everything we know of a contact, in one form."""
    user = requests.user_of(request)
    found = queries.get_within(user, Contact.everybody.select_related("account"), contact_id)
    kept = queries.contact_merged_into(found)
    if kept is not None:
        return redirect("accounts:contact", kept.pk)
    form = forms.ContactForm(found.account, request.POST or None)
    if request.method != "POST":
        form = forms.ContactForm(found.account, initial={name: getattr(found, name) for name in form.fields})
    elif form.is_valid():
        try:
            actions.edit_contact(requests.actor(request), contact=found, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return redirect("accounts:contacts", found.account_id)
    page = {
        "contact": found,
        "form": form,
        "changes": facts.changes_of(found),
        "merges": queries.contact_merges(user).filter(kept=found, undone_at=None),
        "others": queries.mergeable_into(user, found).select_related("account")[:OTHERS_SHOWN],
        "matching": queries.contact_matches(user).filter(Q(contact=found) | Q(likely=found)).count(),
        "steers": queries.may_steer(user, found.account),
    }
    return render(request, "accounts/contact.html", page, status=422 if form.errors else 200)


def edit(request: HttpRequest, contact_id: int, contact_fact: str) -> HttpResponse:
    """One fact about a contact, edited where it stands."""
    rows = Contact.objects.select_related("account", "reports_to")
    found = queries.get_within(requests.user_of(request), rows, contact_id)
    if contact_fact not in actions.CONTACT_FIELDS:
        raise errors.NotFound()

    def save(**values: Any) -> Contact:
        return actions.edit_contact(requests.actor(request), contact=found, now=timezone.now(), **values)

    return inline.edit(
        request,
        fact=lambda: facts.contact_fact(rows.get(pk=found.pk), contact_fact),
        form=forms.contact_fact(found, contact_fact, request.POST or None),
        save=save,
        otherwise=reverse("accounts:contacts", args=[found.account_id]),
    )
