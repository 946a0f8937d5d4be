"""Growth strategies: vision, moves, the people they serve, and the path. Forms of the pages post here, too."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_api import RowApi
from covalue.growth import actions, queries
from covalue.growth.inputs import GrowthMoveInput, MovePersonInput, PathYearInput, VisionInput
from covalue.growth.models import GrowthMove
from covalue.growth.queries import MOVES, PATH, PEOPLE, GrowthPage
from covalue.growth.rules import MoveKind
from covalue.web import requests
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["growth strategy"])


class GrowthMoveOut(Versioned):
    """A move from one year to another; `initiative` is the value case whose signed value it builds on."""

    id: int
    account: Ref
    kind: MoveKind
    title: str
    words: str
    first_year: int
    last_year: int
    initiative: Ref | None
    objective: Ref | None
    owner: Ref | None


class GrowthPersonOut(Versioned):
    """A contact whose success a move serves, what it is to them, and whether they sponsor the move."""

    id: int
    account: Ref
    move: Ref
    contact: Ref
    sponsors: bool
    success: str


class GrowthYearOut(Versioned):
    """What a calendar year is to bring, in the account's currency when it was entered."""

    id: int
    account: Ref
    year: int
    currency: str
    revenue_low: Decimal
    revenue_base: Decimal
    revenue_high: Decimal
    margin_low: Decimal | None
    margin_base: Decimal | None
    margin_high: Decimal | None
    note: str


@router.get("/accounts/{account_id}/growth", response=GrowthPage, summary="Get the growth strategy")
def get_growth_strategy(request: HttpRequest, account_id: Id) -> GrowthPage:
    """Vision, moves with what they build on and what they lack, the path, and whether it is only a list of deals."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    return queries.growth_page(user, account, account.today())


@router.post("/accounts/{account_id}/growth/vision", response=GrowthPage, summary="Write the vision")
def write_growth_vision(request: HttpRequest, account_id: Id, body: VisionInput) -> GrowthPage:
    """Send in `seen` the revision you read: 409 where somebody wrote since."""
    user, actor = requests.user_of(request), requests.actor(request)
    account = accounts.get(user, account_id)
    guard_edits(actor, account)
    actions.write_vision(actor, account=account, vision=body.vision, seen=body.seen, now=timezone.now())
    return queries.growth_page(user, account, account.today())


MOVES_API: RowApi[GrowthMove] = RowApi(
    router, MOVES, GrowthMoveOut, "growth-moves", one="growth_move", many="growth_moves", title="a growth move"
)
PEOPLE_API = RowApi(
    router, PEOPLE, GrowthPersonOut, "growth-people", one="growth_person", many="growth_people",
    title="a person of a growth move",
)  # fmt: skip
PATH_API = RowApi(
    router, PATH, GrowthYearOut, "growth-years", one="growth_year", many="growth_years",
    title="a year of the growth path",
)  # fmt: skip
MOVE, PERSON, YEAR = (
    MOVES_API.operations(GrowthMoveInput), PEOPLE_API.operations(MovePersonInput), PATH_API.operations(PathYearInput),
)  # fmt: skip
