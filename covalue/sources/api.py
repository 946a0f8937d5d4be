"""One's own calendars and mail. Forms of the pages post here, too. Nobody reaches another's, whatever their role."""

import tempfile
from datetime import datetime
from pathlib import Path

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.relationships.models import Line
from covalue.relationships.rules import LineKind
from covalue.sources import actions, queries, receiving, ties
from covalue.sources.inputs import (
    AddressInput,
    ChoiceInput,
    ConnectionInput,
    PasswordInput,
    SeenLineInput,
    SeenPairInput,
    SeenPersonInput,
    SharingInput,
)
from covalue.sources.models import Item, Reading, Source
from covalue.sources.queries import Proposal
from covalue.sources.rules import Sharing, SharingChoice, SourceItemKind, SourceKind
from covalue.sources.ties import TieProposal
from covalue.web import paging, requests
from covalue.web.inputs import chosen
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["calendars and mail"])


class SourceOut(Schema):
    """A calendar or mailbox of one's own."""

    id: int
    kind: SourceKind
    name: str
    address: str
    username: str
    folder: str
    sharing: Sharing = Field(description="what the teams of accounts see of it")
    state: str
    message: str
    read_at: datetime | None


class SourceReadingOut(Schema):
    """One time a source was read; `reasons` and `notes` count by reason."""

    id: int
    source: Ref
    started_at: datetime
    names: str
    read: int
    meetings: int
    new_here: int = Field(description="new to this source")
    changed: int
    cancelled: int
    unchanged: int
    skipped: int
    reasons: dict[str, int]
    notes: dict[str, int]
    undone_at: datetime | None


class ParticipantOut(Schema):
    email: str
    name: str


class SourceItemOut(Schema):
    """A meeting or message."""

    id: int
    source: Ref
    kind: SourceItemKind
    starts_at: datetime
    ends_at: datetime
    subject: str
    place: str
    private: bool = Field(description="marked so by whoever wrote it")
    state: str
    choice: SharingChoice
    participants: list[ParticipantOut]


class ProposalOut(Schema):
    """Somebody seen who is not a contact; `evidence` are the latest meetings and messages they were in."""

    email: str
    name: str
    seen: int
    last: datetime
    account: Ref | None
    evidence: list[int]

    @staticmethod
    def resolve_evidence(row: Proposal) -> list[int]:
        return [item.pk for item in row.evidence]


class SeenContactOut(Schema):
    id: int
    name: str
    account: Ref


@router.get("/sources", response=Page[SourceOut], summary="List your calendars and mail")
def list_sources(request: HttpRequest, asked: Query[Asked]) -> Cut[Source]:
    """Your own, nobody else's."""
    return paging.cut(request, queries.visible_to(requests.colleague_of(request)), ("name", "id"), asked)


@router.post("/sources", response={201: SourceOut}, summary="Connect a calendar or mail folder")
def connect_source(request: HttpRequest, body: ConnectionInput) -> Status[Source]:
    """By CalDAV or IMAP; it is read in the background. Nothing is shared and nothing is sent."""
    requests.colleague_of(request)
    return Status(201, receiving.connect(requests.actor(request), body, now=timezone.now()))


@router.post("/sources/files", response={201: SourceReadingOut}, summary="Import a calendar or mail file")
def send_source_file(request: HttpRequest, file: File[UploadedFile]) -> Status[Reading]:
    """An .ics, .eml, .mbox or .msg file, into your own source of such files."""
    owner = requests.colleague_of(request)
    with tempfile.TemporaryDirectory(prefix="covalue-mail-") as folder:
        path = receiving.kept(file, Path(folder))
        return Status(201, receiving.take(requests.actor(request), owner=owner, paths=[path], now=timezone.now()))


@router.get("/sources/{source_id}", response=SourceOut, summary="Get a calendar or mail source")
def get_source(request: HttpRequest, source_id: Id) -> Source:
    return queries.get(requests.colleague_of(request), source_id)


@router.get("/sources/{source_id}/readings", response=Page[SourceReadingOut], summary="List what was read and skipped")
def list_readings(request: HttpRequest, source_id: Id, asked: Query[Asked]) -> Cut[Reading]:
    """Each time it was read, with what was skipped and why."""
    source = queries.get(requests.colleague_of(request), source_id)
    return paging.cut(request, queries.readings_of(source).select_related("source"), ("-id",), asked)


@router.get(
    "/sources/{source_id}/items", response=Page[SourceItemOut], summary="List meetings and messages of a source"
)
def list_items(request: HttpRequest, source_id: Id, asked: Query[Asked]) -> Cut[Item]:
    """The latest first."""
    source = queries.get(requests.colleague_of(request), source_id)
    rows = queries.items_of(source).select_related("source").prefetch_related("participants")
    return paging.cut(request, rows, ("-starts_at", "-id"), asked)


@router.post("/sources/{source_id}/sharing", response=SourceOut, summary="Choose what is shared of a source")
def share_source(request: HttpRequest, source_id: Id, body: SharingInput) -> Source:
    """What is no longer shared is withdrawn."""
    source = queries.get(requests.colleague_of(request), source_id)
    return actions.share(requests.actor(request), source=source, sharing=body.sharing, now=timezone.now())


@router.post("/sources/{source_id}/password", response=SourceOut, summary="Change the password of a source")
def change_source_password(request: HttpRequest, source_id: Id, body: PasswordInput) -> Source:
    """Reading goes on where it stopped."""
    source = queries.get(requests.colleague_of(request), source_id)
    if not source.is_connected:
        raise errors.NotFound()
    return actions.change_password(requests.actor(request), source=source, password=body.password, now=timezone.now())


@router.post("/sources/{source_id}/sync", response=SourceOut, summary="Read a source now")
def sync_source(request: HttpRequest, source_id: Id) -> Source:
    """In the background, from where it stopped."""
    source = queries.get(requests.colleague_of(request), source_id)
    return actions.sync(requests.actor(request), source=source, now=timezone.now())


@router.delete("/sources/{source_id}", response={204: None}, summary="Remove a source")
def remove_source(request: HttpRequest, source_id: Id) -> Status[None]:
    """With everything that was read from it; conversations it was shared in stay with the teams."""
    source = queries.get(requests.colleague_of(request), source_id)
    actions.remove(requests.actor(request), source=source, now=timezone.now())
    return Status(204, None)


@router.post("/readings/{reading_id}/undo", response=SourceReadingOut, summary="Undo an import of calendars or mail")
def undo_reading(request: HttpRequest, reading_id: Id) -> Reading:
    """What it brought goes; meetings it changed are what they were."""
    reading = queries.get_reading(requests.colleague_of(request), reading_id)
    return actions.undo(requests.actor(request), reading=reading, now=timezone.now())


@router.post(
    "/source-items/{source_item_id}/choice",
    response=SourceItemOut,
    summary="Share a meeting or message, or keep it private",
)
def choose_item(request: HttpRequest, source_item_id: Id, body: ChoiceInput) -> Item:
    item = queries.get_item(requests.colleague_of(request), source_item_id)
    return actions.choose(requests.actor(request), item=item, choice=body.choice, now=timezone.now())


@router.get(
    "/source-items/{source_item_id}/thread",
    response=Page[SourceItemOut],
    summary="List the messages of a thread or the meetings of a series",
)
def list_thread(request: HttpRequest, source_item_id: Id, asked: Query[Asked]) -> Cut[Item]:
    """Those in your own sources, each once, the earliest first."""
    user = requests.colleague_of(request)
    rows = queries.in_thread(user, queries.get_item(user, source_item_id))
    rows = rows.select_related("source").prefetch_related("participants")
    return paging.cut(request, rows, ("starts_at", "id"), asked)


@router.get("/seen-people", response=list[ProposalOut], summary="List people seen who are not contacts")
def list_seen_people(request: HttpRequest) -> list[Proposal]:
    """In your own meetings and mail, at domains your contacts have; nothing is read out of any text."""
    return list(queries.proposals(requests.colleague_of(request)))


@router.post("/seen-people/add", response={201: SeenContactOut}, summary="Make somebody seen a contact")
def add_seen_person(request: HttpRequest, body: SeenPersonInput) -> Status[object]:
    user = requests.colleague_of(request)
    proposal = queries.proposal(user, body.email)
    account = chosen(accounts.current(user), body.account, "account")
    actor, now = requests.actor(request), timezone.now()
    return Status(201, actions.add_person(actor, proposal=proposal, account=account, name=body.name, now=now))


@router.post("/seen-people/leave-out", response={204: None}, summary="Leave somebody seen out")
def leave_out_seen_person(request: HttpRequest, body: AddressInput) -> Status[None]:
    """They are not proposed again."""
    proposal = queries.proposal(requests.colleague_of(request), body.email)
    actions.leave_out(requests.actor(request), proposal=proposal, now=timezone.now())
    return Status(204, None)


class SeenLineOut(Schema):
    """Two contacts seen together in your own meetings and messages, with no line between them; `pair` names them."""

    pair: str
    one: Ref
    other: Ref
    seen: int
    meetings: int
    messages: int
    threads: int
    last: datetime

    @staticmethod
    def resolve_pair(row: TieProposal) -> str:
        return row.key


class DrawnLineOut(Schema):
    id: int
    account: Ref
    kind: str


@router.get("/seen-lines", response=list[SeenLineOut], summary="List contacts seen together without a line")
def list_seen_lines(request: HttpRequest) -> list[TieProposal]:
    """In your own meetings and messages of two years; what is between them is read out of no text."""
    return list(ties.proposals(requests.colleague_of(request), timezone.now()))


@router.post("/seen-lines/draw", response={201: DrawnLineOut}, summary="Draw a line between contacts seen together")
def draw_seen_line(request: HttpRequest, body: SeenLineInput) -> Status[Line]:
    tie, now = ties.proposal(requests.colleague_of(request), body.pair, timezone.now()), timezone.now()
    line = ties.draw(requests.actor(request), tie=tie, kind=LineKind(body.kind), backwards=body.backwards, now=now)
    return Status(201, line)


@router.post("/seen-lines/leave-out", response={204: None}, summary="Leave contacts seen together out")
def leave_out_seen_line(request: HttpRequest, body: SeenPairInput) -> Status[None]:
    """They are not proposed again."""
    tie = ties.proposal(requests.colleague_of(request), body.pair, timezone.now())
    ties.leave_out(requests.actor(request), tie=tie)
    return Status(204, None)
