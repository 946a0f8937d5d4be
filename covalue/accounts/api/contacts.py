"""Contacts: the people at the customer."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import actions, forms, queries
from covalue.accounts.models import Contact
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Day, Id, In, Ref, RowId, Text, left_out, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["accounts"])


class ContactOut(Schema):
    """A person at the customer."""

    id: int
    account: Ref
    name: str
    title: str
    department: str
    email: str
    phone: str
    language: str
    buying_role: str
    reports_to: Ref | None
    notes: str
    departed_on: date | None
    version: str

    @staticmethod
    def resolve_version(row: Contact) -> str:
        return versions.of(row)


class ContactEdit(In):
    name: Text = left_out(min_length=1, max_length=200)
    title: Text = left_out(max_length=200)
    department: Text = left_out(max_length=120)
    email: Text = left_out(max_length=254)
    phone: Text = left_out(max_length=60)
    language: Literal["", "en", "de"] = left_out()
    buying_role: Text = left_out(max_length=30)
    reports_to: RowId | None = left_out()
    notes: Text = left_out(max_length=10_000)
    departed_on: Day | None = left_out()


class NewContact(ContactEdit):
    name: Text = Field(min_length=1, max_length=200)


@router.get("/accounts/{account_id}/contacts", response=Page[ContactOut], summary="List contacts")
def list_contacts(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Contact]:
    account = queries.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.contacts_of(account), ("name", "id"), asked)


@router.post("/accounts/{account_id}/contacts", response={201: ContactOut}, summary="Add a contact")
def add_contact(request: HttpRequest, account_id: Id, body: NewContact) -> Status[Contact]:
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    values = inputs.cleaned(forms.ContactForm(account), sent(body))
    contact = actions.add_contact(requests.actor(request), account=account, **values, now=timezone.now())
    return Status(201, queries.get_contact(user, contact.pk))


@router.get("/contacts/{contact_id}", response=ContactOut, summary="Get a contact")
def get_contact(request: HttpRequest, contact_id: Id) -> Contact:
    return queries.get_contact(requests.user_of(request), contact_id)


@router.patch("/contacts/{contact_id}", response=ContactOut, summary="Change a contact", openapi_extra=IF_MATCH)
def edit_contact(request: HttpRequest, contact_id: Id, body: ContactEdit) -> Contact:
    """Only the fields sent change; `departed_on` means they left."""
    user = requests.user_of(request)
    contact = versions.hold(request, queries.get_contact(user, contact_id))
    values = inputs.cleaned(forms.ContactForm(contact.account), sent(body), only=sent(body))
    actions.edit_contact(requests.actor(request), contact=contact, **values, now=timezone.now())
    return queries.get_contact(user, contact_id)
