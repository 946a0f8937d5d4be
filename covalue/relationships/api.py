"""The map of an account. Forms and scripts of the pages post here, too. Nothing of it is for a customer's guests."""

from datetime import date, datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.action_items import actions as action_items
from covalue.relationships import actions, history, queries, reading
from covalue.relationships.inputs import (
    AnswersInput,
    FoundInput,
    LineInput,
    MapRatingInput,
    PairInput,
    PersonInput,
    PlanInput,
    ReportInput,
    SpotInput,
    WhoInput,
)
from covalue.relationships.models import Pair, Rating
from covalue.relationships.queries import Whole
from covalue.relationships.rules import QUESTIONS, LineKind, Rated
from covalue.web import requests
from covalue.web.shapes import Day, Id, Ref, ref

router = Router(tags=["relationships"])
DUE_AFTER: Final = timedelta(days=14)


class MapPerson(Schema):
    """One person of the map: a contact, a role nobody was found for, or an outsider; `manager` is another's `who`."""

    who: str
    name: str
    title: str
    kind: str
    role: str | None
    role_text: str
    manager: str | None
    attitude: str
    influence: str
    stage: str
    rated_on: date | None
    left_on: date | None
    last_held: date | None
    known_by: int
    x: float | None
    y: float | None
    by_hand: bool


class MapLine(Schema):
    id: int
    kind: str
    start: str
    end: str
    strength: int


class MapPair(Schema):
    """One of us and one of them: how well they know each other (0 to 4), and how well they should."""

    who: str
    colleague: Ref
    current: int
    wanted: int | None
    noted: date | None


class MapFinding(Schema):
    """What the map says, by which rule, about whom."""

    code: str
    title: str
    why: str
    rule: str
    people: list[str]
    urgent: bool


class MapOut(Schema):
    """The map as of a day; `revision` is what a change is held against."""

    account: Ref
    on: date
    revision: int
    people: list[MapPerson]
    lines: list[MapLine]
    pairs: list[MapPair]
    findings: list[MapFinding]


class MapWho(Schema):
    who: str


class MapRevision(Schema):
    revision: int


class LineOut(Schema):
    id: int
    kind: str
    start: str
    end: str
    strength: int


class MapRatingOut(Schema):
    """A rating with who rated and when."""

    id: int
    who: str
    what: str
    value: str
    reason: str
    answers: dict[str, str]
    noted_by: Ref | None
    noted_at: datetime


class DifferenceOut(Schema):
    who: str
    name: str
    words: str


class PlannedOut(Schema):
    id: int
    title: str


class AsOf(Schema):
    on: Day | None = None


class Between(Schema):
    since: Day
    until: Day | None = None


@router.get("/accounts/{account_id}/map", response=MapOut, summary="Get the decision-maker map")
def get_map(request: HttpRequest, account_id: Id, asked: Query[AsOf]) -> MapOut:
    """As of today, or as it was at the end of a day."""
    account = accounts.get(requests.user_of(request), account_id)
    return map_out(queries.whole(account, asked.on))


@router.get("/accounts/{account_id}/map/changes", response=list[DifferenceOut], summary="List what changed on the map")
def list_map_changes(request: HttpRequest, account_id: Id, asked: Query[Between]) -> list[DifferenceOut]:
    """Between the ends of two days; the later one is today unless said."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = history.between(queries.whole(account, asked.since), queries.whole(account, asked.until))
    return [DifferenceOut(who=row.who, name=row.name, words=row.words) for row in rows]


@router.post("/accounts/{account_id}/map/people", response={201: MapWho}, summary="Add a person to the map")
def add_map_person(request: HttpRequest, account_id: Id, body: PersonInput) -> Status[MapWho]:
    """A contact, a role nobody was found for yet, or an outsider."""
    account, actor = _account(request, account_id), requests.actor(request)
    key = actions.add_person(
        actor, account=account, name=body.name, kind=body.kind, title=body.title, role=body.role,
        manager=body.manager, now=timezone.now(),
    )  # fmt: skip
    return Status(201, MapWho(who=key))


@router.post("/accounts/{account_id}/map/move", response=MapRevision, summary="Move a card on the map")
def move_on_map(request: HttpRequest, account_id: Id, body: SpotInput) -> MapRevision:
    account = _account(request, account_id)
    spot = actions.move(
        requests.actor(request), account=account, who=body.who, x=body.x, y=body.y, seen=body.seen, now=timezone.now()
    )
    return MapRevision(revision=spot.revision)


@router.post("/accounts/{account_id}/map/reports", response=MapRevision, summary="Say whom somebody reports to")
def report_on_map(request: HttpRequest, account_id: Id, body: ReportInput) -> MapRevision:
    account = _account(request, account_id)
    actions.report(
        requests.actor(request), account=account, who=body.who, manager=body.manager, seen=body.seen,
        now=timezone.now(),
    )  # fmt: skip
    return MapRevision(revision=queries.revision_of(account))


@router.post("/accounts/{account_id}/map/take-off", response=MapRevision, summary="Take somebody off the map")
def take_off_map(request: HttpRequest, account_id: Id, body: WhoInput) -> MapRevision:
    """A contact stands with those who have no place; a placeholder is removed."""
    account = _account(request, account_id)
    actions.take_off(requests.actor(request), account=account, who=body.who, now=timezone.now())
    return MapRevision(revision=queries.revision_of(account))


@router.post("/accounts/{account_id}/map/found", response=MapWho, summary="Say who a placeholder is")
def find_on_map(request: HttpRequest, account_id: Id, body: FoundInput) -> MapWho:
    account = _account(request, account_id)
    contact = body.with_rows({"contact": account.contacts.filter(erased_at=None)})["contact"]
    key = actions.find(requests.actor(request), account=account, who=body.who, contact=contact, now=timezone.now())
    return MapWho(who=key)


@router.post("/accounts/{account_id}/map/lines", response={201: LineOut}, summary="Draw a line on the map")
def draw_on_map(request: HttpRequest, account_id: Id, body: LineInput) -> Status[LineOut]:
    account = _account(request, account_id)
    line = actions.draw(
        requests.actor(request), account=account, kind=LineKind(body.kind), start=body.start, end=body.end,
        strength=body.strength, now=timezone.now(),
    )  # fmt: skip
    return Status(201, LineOut(id=line.pk, kind=line.kind, start=line.start, end=line.end, strength=line.strength))


@router.delete("/map-lines/{line_id}", response={204: None}, summary="End a line of the map")
def end_map_line(request: HttpRequest, line_id: Id) -> Status[None]:
    """The map of before keeps it."""
    line = queries.get_line(requests.user_of(request), line_id)
    actions.end_line(requests.actor(request), line=line, now=timezone.now())
    return Status(204, None)


@router.post("/accounts/{account_id}/map/ratings", response={201: MapRatingOut}, summary="Rate somebody on the map")
def rate_on_map(request: HttpRequest, account_id: Id, body: MapRatingInput) -> Status[MapRatingOut]:
    account = _account(request, account_id)
    row = actions.rate(
        requests.actor(request), account=account, who=body.who, what=body.what, value=body.value, reason=body.reason,
        now=timezone.now(),
    )  # fmt: skip
    return Status(201, _rating(row))


@router.post(
    "/accounts/{account_id}/map/answers", response={201: MapRatingOut}, summary="Answer questions about somebody"
)
def answer_on_map(request: HttpRequest, account_id: Id, body: AnswersInput) -> Status[MapRatingOut]:
    """The answers lead to the rating, and are kept with it."""
    account = _account(request, account_id)
    answers = {question.key: getattr(body, question.key) for question in QUESTIONS[Rated(body.what)]}
    row = actions.answer(
        requests.actor(request), account=account, who=body.who, what=Rated(body.what), answers=answers, reason=body.reason,
        now=timezone.now(),
    )  # fmt: skip
    return Status(201, _rating(row))


@router.get(
    "/accounts/{account_id}/map/people/{who}/ratings",
    response=list[MapRatingOut],
    summary="List the ratings of somebody on the map",
)
def list_map_ratings(request: HttpRequest, account_id: Id, who: str) -> list[MapRatingOut]:
    """Every rating of a person, the latest first: none is overwritten."""
    account = accounts.get(requests.user_of(request), account_id)
    queries.person(account, who)
    return [_rating(row) for row in queries.ratings_of(account, who)]


@router.post("/accounts/{account_id}/map/pairs", response={201: MapPair}, summary="Say who of us knows somebody")
def know_on_map(request: HttpRequest, account_id: Id, body: PairInput) -> Status[MapPair]:
    account = _account(request, account_id)
    colleague = body.with_rows({"colleague": queries.colleagues_for(account)})["colleague"]
    row = actions.know(
        requests.actor(request), account=account, who=body.who, colleague=colleague, current=body.current,
        wanted=body.wanted, now=timezone.now(),
    )  # fmt: skip
    return Status(201, _pair_row(row, account))


@router.post("/accounts/{account_id}/map/undo", response=MapRevision, summary="Undo your last change of the map")
def undo_on_map(request: HttpRequest, account_id: Id) -> MapRevision:
    account = _account(request, account_id)
    actions.undo(requests.actor(request), account=account, now=timezone.now())
    return MapRevision(revision=queries.revision_of(account))


@router.post(
    "/accounts/{account_id}/map/plan", response={201: PlannedOut}, summary="Make an action of what the map says"
)
def plan_from_map(request: HttpRequest, account_id: Id, body: PlanInput) -> Status[PlannedOut]:
    """It is yours, and due in two weeks unless said."""
    account, actor = _account(request, account_id), requests.actor(request)
    action = action_items.add(
        actor, account=account, title=body.title, owner=actor.user, due_on=body.due_on or account.today() + DUE_AFTER,
        arose_from=f"map:{account.pk}", now=timezone.now(),
    )  # fmt: skip
    return Status(201, PlannedOut(id=action.pk, title=action.title))


def map_out(whole: Whole) -> MapOut:
    """The map as a program reads it."""
    spots = whole.chart.spots
    people = [
        MapPerson(
            who=key, name=card.name, title=card.title, kind=card.kind, role=card.role, role_text=card.role_text,
            manager=card.manager, attitude=card.attitude, influence=card.influence, stage=card.stage,
            rated_on=card.rated_on, left_on=card.left_on, last_held=card.last_held, known_by=card.known_by,
            x=spots[key][0] if key in spots else None, y=spots[key][1] if key in spots else None, by_hand=card.by_hand,
        )
        for key, card in whole.cards.items()
    ]  # fmt: skip
    lines = [
        MapLine(id=tie.id, kind=tie.kind, start=tie.start, end=tie.end, strength=tie.strength) for tie in whole.ties
    ]
    pairs = [
        MapPair(
            who=pair.who, colleague=_ref(pair.colleague), current=pair.current, wanted=pair.wanted, noted=pair.noted
        )
        for pair in whole.pairs
    ]
    findings = [
        MapFinding(
            code=one.code, title=one.title, why=one.why, rule=one.rule, people=[card.key for card in one.people],
            urgent=one.urgent,
        )
        for one in reading.findings_of(whole)
    ]  # fmt: skip
    return MapOut(
        account=_ref(whole.account), on=whole.on, revision=whole.revision, people=people, lines=lines, pairs=pairs,
        findings=findings,
    )  # fmt: skip


def _account(request: HttpRequest, account_id: int) -> Account:
    """An account this user may change."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    return account


def _rating(row: Rating) -> MapRatingOut:
    return MapRatingOut(
        id=row.pk, who=row.who, what=row.what, value=row.value, reason=row.reason, answers=row.answers,
        noted_by=ref(row.noted_by), noted_at=row.noted_at,
    )  # fmt: skip


def _pair_row(row: Pair, account: Account) -> MapPair:
    return MapPair(
        who=row.who, colleague=_ref(row.colleague), current=row.current, wanted=row.wanted,
        noted=account.day_of(row.noted_at),
    )  # fmt: skip


def _ref(row: object) -> Ref:
    made = ref(row)  # type: ignore[arg-type]
    assert made is not None
    return made
