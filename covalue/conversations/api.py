"""Conversations and what was said in them. Forms of the pages post here, too.

Why it matters to somebody personally is for the team only and in no export (domain.md §3): it is told one conversation at
a time, never in a list that is carried off.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.accounts.models import Contact
from covalue.accounts.row_api import RowApi
from covalue.conversations import actions, following, queries
from covalue.conversations.actions import Said
from covalue.conversations.inputs import ConversationEdit, ErasureInput, NewConversation, SaidInput, StatementEdit
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.conversations.queries import CONVERSATIONS
from covalue.core import errors
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, Text
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["conversations"])


class ConversationsAsked(Asked):
    q: Text = Field("", max_length=200, description="search terms for subject, notes, what was said or who said it")


class StatementOut(Schema):
    """What one contact said, in their words."""

    id: int
    contact: Ref
    words: str


class PrivateStatement(StatementOut):
    """A statement with why it matters to them personally, which only the team may see."""

    why_it_matters: str


class EditableStatement(PrivateStatement, Versioned):
    """A statement with its version."""

    conversation: int = Field(validation_alias="conversation_id")


class Quote(StatementOut):
    """A statement with its conversation."""

    conversation: int = Field(validation_alias="conversation_id")
    held_on: date = Field(validation_alias="conversation.held_on")


class Exchange(Schema):
    """One exchange with the customer: `contacts` are theirs, `people` ours."""

    id: int
    account: Ref
    channel: Channel
    held_on: date
    subject: str
    notes: str
    contacts: list[Ref]
    people: list[Ref]
    logged_at: datetime
    version: str

    @staticmethod
    def resolve_version(row: Conversation) -> str:
        return queries.version_of(row)


class ConversationRow(Exchange):
    statements: list[StatementOut]


class ConversationOut(Exchange):
    statements: list[PrivateStatement]
    logged_by: Ref | None

    @staticmethod
    def resolve_statements(row: Conversation) -> QuerySet[Statement]:
        return queries.statements_in(row)


@router.get("/accounts/{account_id}/conversations", response=Page[ConversationRow], summary="List conversations")
def list_conversations(request: HttpRequest, account_id: Id, asked: Query[ConversationsAsked]) -> Cut[Conversation]:
    """Everything said on an account, latest first."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = queries.search(queries.of_account(account), asked.q).select_related("account")
    return paging.cut(request, rows, ("-held_on", "-id"), asked)


@router.post("/accounts/{account_id}/conversations", response={201: ConversationOut}, summary="Log a conversation")
def log_conversation(request: HttpRequest, account_id: Id, body: NewConversation) -> Status[Conversation]:
    """With people of both sides, and what theirs said in their own words."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    participants = queries.possible_participants(account)
    values = body.with_rows(participants)
    values["said"] = [_said(participants["contacts"], statement) for statement in body.said]
    actor, now = requests.actor(request), timezone.now()
    with transaction.atomic():
        logged = actions.log(actor, account=account, **values, now=now)
        following.typed(actor, logged, {}, now)
    return Status(201, queries.get_current(user, logged.pk))


@router.get("/accounts/{account_id}/statements", response=Page[Quote], summary="Search what contacts said")
def list_statements(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Statement]:
    """In their own words, latest first."""
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.statements_of([account]), ("-id",), asked)


@router.get("/conversations/{conversation_id}", response=ConversationOut, summary="Get a conversation")
def get_conversation(request: HttpRequest, conversation_id: Id) -> Conversation:
    """With why it matters to them personally; only here, and only for the team."""
    return queries.get_current(requests.user_of(request), conversation_id)


@router.patch(
    "/conversations/{conversation_id}",
    response=ConversationOut,
    summary="Edit a conversation",
    openapi_extra=IF_MATCH,
)
def edit_conversation(request: HttpRequest, conversation_id: Id, body: ConversationEdit) -> Conversation:
    """Only the fields sent change; statements stay, and whoever made one stays a participant."""
    user = requests.user_of(request)
    conversation = versions.hold(request, queries.get_current(user, conversation_id), queries.version_of)
    participants = queries.possible_participants(conversation.account, conversation)
    values = queries.values_of(conversation) | body.with_rows(participants)
    actor, now = requests.actor(request), timezone.now()
    with transaction.atomic():
        actions.edit(actor, conversation=conversation, **values, now=now)
        following.typed(actor, conversation, {}, now)
    return queries.get_current(user, conversation_id)


API = RowApi(
    router,
    CONVERSATIONS,
    ConversationOut,
    "conversations",
    one="conversation",
    many="conversations",
    title="a conversation",
)
remove_conversation, restore_conversation = API.remove(), API.restore()


@router.post(
    "/conversations/{conversation_id}/statements", response={201: EditableStatement}, summary="Add a statement"
)
def add_statement(request: HttpRequest, conversation_id: Id, body: SaidInput) -> Status[Statement]:
    """A statement that was not recorded at first."""
    conversation = queries.get_current(requests.user_of(request), conversation_id)
    statement = Said(**body.with_rows({"contact": queries.possible_speakers(conversation)}))
    added = actions.quote(requests.actor(request), conversation=conversation, said=statement, now=timezone.now())
    return Status(201, added)


@router.post("/contacts/{contact_id}/erase", response={204: None}, summary="Erase a contact's personal data")
def erase_contact(request: HttpRequest, contact_id: Id, body: ErasureInput) -> Status[None]:
    """It cannot be undone. Their statements are kept as a former contact's, or removed; why they matter to them is
    removed in any case.
    """
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    account_actions.erase_contact(
        requests.actor(request), contact=contact, keep_words=body.keep_words, now=timezone.now()
    )
    return Status(204, None)


@router.get("/statements/{statement_id}", response=EditableStatement, summary="Get a statement")
def get_statement(request: HttpRequest, statement_id: Id) -> Statement:
    """With why it matters to them personally, for the team only."""
    return queries.get_current_statement(requests.user_of(request), statement_id)


@router.patch(
    "/statements/{statement_id}", response=EditableStatement, summary="Edit a statement", openapi_extra=IF_MATCH
)
def correct_statement(request: HttpRequest, statement_id: Id, body: StatementEdit) -> Statement:
    """Only the fields sent change."""
    statement = versions.hold(request, queries.get_current_statement(requests.user_of(request), statement_id))
    return actions.correct(requests.actor(request), statement=statement, now=timezone.now(), **body.sent)


def _said(contacts: QuerySet[Contact], statement: SaidInput) -> Said:
    contact = contacts.filter(pk=statement.contact).first()
    if contact is None:
        raise errors.BadInput(_("Whoever said it is not among the account's contacts."), field="said")
    return Said(contact, statement.words, statement.why_it_matters)
