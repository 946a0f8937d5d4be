"""Conversations and what was said in them.

Why it matters to somebody personally is for the team only and in no export (domain.md §3): it is told one conversation at
a time, never in a list that is carried off.
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.accounts.models import Contact
from covalue.conversations import actions, forms, queries
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.core import errors
from covalue.people.models import User
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Day, Id, In, Ref, RowId, Text, left_out, ref, refs, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["conversations"])

FORM_FIELDS = ("channel", "held_on", "subject", "notes", "contacts", "people")


class ConversationsAsked(Asked):
    q: Text = Field("", max_length=200, description="words of subject, notes, what was said or who said it")


class Erasure(In):
    """How a contact is erased."""

    keep_words: bool = Field(description="whether what they said stays, as a former contact's")


class StatementOut(Schema):
    """What one contact said, in their words."""

    id: int
    contact: Ref
    words: str


class PrivateStatement(StatementOut):
    """The same with why it matters to them personally, which is for the team only."""

    why_it_matters: str


class EditableStatement(PrivateStatement):
    """One statement with its version."""

    conversation: int
    version: str


class Quote(StatementOut):
    """What was said, with where."""

    conversation: int
    held_on: date


class ConversationRow(Schema):
    """One exchange with the customer: `contacts` are theirs, `people` ours."""

    id: int
    account: Ref
    channel: Channel
    held_on: date
    subject: str
    notes: str
    contacts: list[Ref]
    people: list[Ref]
    statements: list[StatementOut]
    logged_at: datetime
    version: str


class ConversationOut(ConversationRow):
    statements: list[PrivateStatement]  # type: ignore[assignment]
    logged_by: Ref | None


class SaidIn(In):
    contact: RowId
    words: Text = Field(min_length=1, max_length=4_000)
    why_it_matters: Text = Field("", max_length=2_000, description="personal: for the team only")


class StatementEdit(In):
    """The trail keeps the former words; of the motive only that it changed."""

    words: Text = left_out(min_length=1, max_length=4_000)
    why_it_matters: Text = left_out(max_length=2_000)


class NewConversation(In):
    channel: Channel
    held_on: Day
    subject: Text = Field(min_length=1, max_length=300)
    notes: Text = Field("", max_length=20_000)
    contacts: list[RowId] = Field(default_factory=list, max_length=200)
    people: list[RowId] = Field(default_factory=list, max_length=200)
    said: list[SaidIn] = Field(default_factory=list, max_length=50)


class ConversationEdit(In):
    channel: Channel = left_out()
    held_on: Day = left_out()
    subject: Text = left_out(min_length=1, max_length=300)
    notes: Text = left_out(max_length=20_000)
    contacts: list[RowId] = left_out(max_length=200)
    people: list[RowId] = left_out(max_length=200)


@router.get("/accounts/{account_id}/conversations", response=Page[ConversationRow], summary="List conversations")
def list_conversations(request: HttpRequest, account_id: Id, asked: Query[ConversationsAsked]) -> Page[ConversationRow]:
    """Everything said on an account, the latest first."""
    account = accounts.get(requests.user_of(request), account_id)
    found = queries.search(queries.of_account(account), asked.q).select_related("account")
    cut = paging.cut(request, found, ("-held_on", "-id"), asked)
    return Page[ConversationRow](items=[_row(conversation) for conversation in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/conversations", response={201: ConversationOut}, summary="Log a conversation")
def log_conversation(request: HttpRequest, account_id: Id, body: NewConversation) -> Status[ConversationOut]:
    """With people of both sides, and what theirs said in their own words."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    form = forms.Held(account)
    values = inputs.cleaned(form, sent(body), only=FORM_FIELDS)
    said = [_said(form, one) for one in body.said]
    logged = actions.log(requests.api_actor(request), account=account, **values, said=said, now=timezone.now())
    return Status(201, _told(_there(user, logged.pk)))


@router.get("/accounts/{account_id}/statements", response=Page[Quote], summary="What they said")
def list_statements(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[Quote]:
    """In their own words, the latest logged first."""
    account = accounts.get(requests.user_of(request), account_id)
    cut = paging.cut(request, queries.statements_of([account]), ("-id",), asked)
    return Page[Quote](items=[_quote(statement) for statement in cut.rows], next=cut.next)


@router.get("/conversations/{conversation_id}", response=ConversationOut, summary="One conversation")
def get_conversation(request: HttpRequest, conversation_id: Id) -> ConversationOut:
    """With why it matters to them personally; only here, and only for the team."""
    return _told(_there(requests.user_of(request), conversation_id))


@router.patch(
    "/conversations/{conversation_id}",
    response=ConversationOut,
    summary="Correct a conversation",
    openapi_extra=IF_MATCH,
)
def edit_conversation(request: HttpRequest, conversation_id: Id, body: ConversationEdit) -> ConversationOut:
    """Only what is sent changes; what was said stays, and whoever said it stays part of it."""
    user = requests.user_of(request)
    conversation = versions.hold(request, _there(user, conversation_id), _version)
    now_is = {
        **{name: getattr(conversation, name) for name in ("channel", "held_on", "subject", "notes")},
        "contacts": [contact.pk for contact in conversation.contacts.all()],
        "people": [person.pk for person in conversation.people.all()],
    }
    form = forms.Held(conversation.account, conversation=conversation)
    values = inputs.cleaned(form, {**now_is, **sent(body)}, only=FORM_FIELDS)
    actions.edit(requests.api_actor(request), conversation=conversation, **values, now=timezone.now())
    return _told(_there(user, conversation_id))


@router.delete("/conversations/{conversation_id}", response={204: None}, summary="Remove a conversation")
def remove_conversation(request: HttpRequest, conversation_id: Id) -> Status[None]:
    """Out of sight; it can be restored."""
    conversation = _there(requests.user_of(request), conversation_id)
    actions.remove(requests.api_actor(request), conversation=conversation, now=timezone.now())
    return Status(204, None)


@router.post("/conversations/{conversation_id}/restore", response=ConversationOut, summary="Restore a conversation")
def restore_conversation(request: HttpRequest, conversation_id: Id) -> ConversationOut:
    user = requests.user_of(request)
    conversation = queries.get(user, conversation_id)
    actions.restore(requests.api_actor(request), conversation=conversation, now=timezone.now())
    return _told(_there(user, conversation_id))


@router.post(
    "/conversations/{conversation_id}/statements", response={201: EditableStatement}, summary="Add what somebody said"
)
def add_statement(request: HttpRequest, conversation_id: Id, body: SaidIn) -> Status[EditableStatement]:
    """What was not noted at first."""
    user = requests.user_of(request)
    conversation = _there(user, conversation_id)
    values = inputs.cleaned(forms.Quote(conversation), sent(body))
    said = actions.quote(
        requests.api_actor(request), conversation=conversation, said=Said(**values), now=timezone.now()
    )
    return Status(201, _statement(_said_there(user, said.pk)))


@router.post("/contacts/{contact_id}/erase", response={204: None}, summary="Erase a contact's personal data")
def erase_contact(request: HttpRequest, contact_id: Id, body: Erasure) -> Status[None]:
    """It cannot be undone. Their words stay as a former contact's, or go; why they matter to them goes either way."""
    contact = accounts.get_within(requests.user_of(request), Contact.objects.select_related("account"), contact_id)
    account_actions.erase_contact(
        requests.api_actor(request), contact=contact, keep_words=body.keep_words, now=timezone.now()
    )
    return Status(204, None)


@router.get("/statements/{statement_id}", response=EditableStatement, summary="One statement")
def get_statement(request: HttpRequest, statement_id: Id) -> EditableStatement:
    """With why it matters to them personally, for the team only."""
    return _statement(_said_there(requests.user_of(request), statement_id))


@router.patch(
    "/statements/{statement_id}", response=EditableStatement, summary="Correct what was said", openapi_extra=IF_MATCH
)
def correct_statement(request: HttpRequest, statement_id: Id, body: StatementEdit) -> EditableStatement:
    """Only what is sent changes."""
    user = requests.user_of(request)
    said = versions.hold(request, _said_there(user, statement_id))
    values = inputs.cleaned(forms.Quote(said.conversation), sent(body), only=sent(body))
    actions.correct(requests.api_actor(request), statement=said, now=timezone.now(), **values)
    return _statement(_said_there(user, statement_id))


def _there(user: User, conversation_id: int) -> Conversation:
    """One that was not removed."""
    conversation = queries.get(user, conversation_id)
    if conversation.removed_at is not None:
        raise errors.NotFound()
    return conversation


def _said_there(user: User, statement_id: int) -> Statement:
    """One in a conversation that was not removed."""
    said = queries.get_statement(user, statement_id)
    if said.conversation.removed_at is not None:
        raise errors.NotFound()
    return said


def _statement(said: Statement) -> EditableStatement:
    return EditableStatement(
        **_words(said),
        why_it_matters=said.why_it_matters,
        conversation=said.conversation_id,
        version=versions.of(said),
    )


def _said(form: forms.Held, one: SaidIn) -> Said:
    contact: Contact | None = form.known.filter(pk=one.contact).first()
    if contact is None:
        raise errors.BadInput(_("Who said it is not among the account's contacts."), field="said")
    return Said(contact, one.words, one.why_it_matters)


def _version(conversation: Conversation) -> str:
    theirs = sorted(contact.pk for contact in conversation.contacts.all())
    return versions.of(conversation, theirs, sorted(person.pk for person in conversation.people.all()))


def _row(conversation: Conversation) -> ConversationRow:
    return ConversationRow(
        **_common(conversation), statements=[StatementOut(**_words(said)) for said in conversation.statements.all()]
    )


def _told(conversation: Conversation) -> ConversationOut:
    said = conversation.statements.select_related("contact")
    return ConversationOut(
        **_common(conversation),
        statements=[PrivateStatement(**_words(one), why_it_matters=one.why_it_matters) for one in said],
        logged_by=ref(conversation.logged_by),
    )


def _common(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.pk,
        "account": ref(conversation.account),
        "channel": conversation.channel,
        "held_on": conversation.held_on,
        "subject": conversation.subject,
        "notes": conversation.notes,
        "contacts": refs(conversation.contacts.all()),
        "people": refs(conversation.people.all()),
        "logged_at": conversation.logged_at,
        "version": _version(conversation),
    }


def _words(said: Statement) -> dict[str, Any]:
    return {"id": said.pk, "contact": ref(said.contact), "words": said.words}


def _quote(said: Statement) -> Quote:
    return Quote(**_words(said), conversation=said.conversation_id, held_on=said.conversation.held_on)
