"""Contacts: the people at the customer."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from covalue.accounts import actions, contact_home, queries
from covalue.accounts.contact_home import ContactPage
from covalue.accounts.inputs import ContactEdit, NewContact
from covalue.accounts.models import Contact
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["accounts"])


class ContactOut(Versioned):
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


@router.get("/accounts/{account_id}/contacts", response=Page[ContactOut], summary="List contacts")
def list_contacts(request: HttpRequest, account_id: Id, query: Query[Asked]) -> Cut[Contact]:
    account = queries.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.contacts_of(account), ("name", "id"), query)


@router.post("/accounts/{account_id}/contacts", response={201: ContactOut}, summary="Add a contact")
def add_contact(request: HttpRequest, account_id: Id, body: NewContact) -> Status[Contact]:
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    values = body.with_rows(queries.possible_managers(account))
    contact = actions.add_contact(requests.actor(request), account=account, **values, now=timezone.now())
    return Status(201, queries.get_contact(user, contact.pk))


@router.get("/contacts/{contact_id}", response=ContactOut, summary="Get a contact")
def get_contact(request: HttpRequest, contact_id: Id) -> Contact:
    return queries.get_contact(requests.user_of(request), contact_id)


@router.get("/contacts/{contact_id}/overview", response=ContactPage, summary="Get what is known of a contact")
def get_contact_overview(request: HttpRequest, contact_id: Id) -> ContactPage:
    """Who knows them, what they said, signed, want and owe; only from accounts you may open."""
    user = requests.user_of(request)
    contact = queries.get_contact(user, contact_id)
    return contact_home.page(user, contact, contact.account.today())


@router.patch("/contacts/{contact_id}", response=ContactOut, summary="Change a contact", openapi_extra=IF_MATCH)
def edit_contact(request: HttpRequest, contact_id: Id, body: ContactEdit) -> Contact:
    """Only the fields sent change; `departed_on` means they left."""
    user = requests.user_of(request)
    contact = versions.hold(request, queries.get_contact(user, contact_id))
    values = body.with_rows(queries.possible_managers(contact.account))
    actions.edit_contact(requests.actor(request), contact=contact, **values, now=timezone.now())
    return queries.get_contact(user, contact_id)
