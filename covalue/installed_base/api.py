"""The installed base by HTTP. Forms of the pages post here, too."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from covalue.accounts import queries as accounts
from covalue.accounts.row_api import RowApi
from covalue.installed_base import queries
from covalue.installed_base.inputs import InstalledItemInput
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.queries import ITEMS, BasePage, DueQuarter, FallsDue
from covalue.installed_base.rules import DateBasis
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["installed base"])


class InstalledItemAnswer(Versioned):
    """Something that stands at a customer's site; `name` is that of our offering, or of the product."""

    id: int
    account: Ref
    name: str
    offering: Ref | None
    product: str
    maker: str
    site: str
    unit: str
    quantity: Decimal
    since: date | None
    supported_until: date | None
    written_off_until: date | None
    replaced_by: Ref | None
    replaced_on: date | None
    serial: str
    note: str
    source: str
    external_id: str


class FallsDueAnswer(Schema):
    """An item that falls due, what the day follows from, and the contacts to ask."""

    item: Ref
    site: str
    unit: str
    day: date
    basis: DateBasis
    ask: list[Ref]

    @staticmethod
    def resolve_day(row: FallsDue) -> date:
        return row.due.day

    @staticmethod
    def resolve_basis(row: FallsDue) -> DateBasis:
        return row.due.basis

    @staticmethod
    def resolve_site(row: FallsDue) -> str:
        return row.item.site

    @staticmethod
    def resolve_unit(row: FallsDue) -> str:
        return row.item.unit


class DueQuarterAnswer(Schema):
    """What falls due in a quarter, by its first day; null for what is overdue."""

    quarter: date | None
    items: list[FallsDueAnswer]

    @staticmethod
    def resolve_quarter(row: DueQuarter) -> date | None:
        return row.quarter.first if row.quarter else None


class UpgradedAnswer(Schema):
    """By the end of a year, the systems obsolete since the first one and those of them replaced; `share` is 0 to 1."""

    year: int
    obsolete: int
    upgraded: int
    share: float | None


class NextStepAnswer(Schema):
    """What came after a product at customers of the same sector; `others` are those one may not open, from five on."""

    product: str
    after: str
    named: list[Ref]
    others: int


class RefreshClockAnswer(Schema):
    """What falls due by quarter, obsolete systems upgraded by year, and what like customers did next."""

    clock: list[DueQuarterAnswer]
    upgraded: list[UpgradedAnswer]
    next: list[NextStepAnswer]


API = RowApi(
    router,
    ITEMS,
    InstalledItemAnswer,
    "installed-items",
    one="installed_item",
    many="installed_items",
    title="an installed item",
)
OPERATIONS = API.operations(InstalledItemInput)
get_installed_item = API.get()


@router.get("/installed-items", response=Page[InstalledItemAnswer], summary="List installed items of all accounts")
def list_all_installed_items(request: HttpRequest, asked: Query[Asked]) -> Cut[InstalledItem]:
    """Those of the accounts you may open."""
    return paging.cut(request, queries.everywhere(requests.user_of(request)), ("id",), asked)


@router.get("/accounts/{account_id}/refresh-clock", response=RefreshClockAnswer, summary="Get the refresh clock")
def get_refresh_clock(request: HttpRequest, account_id: Id) -> BasePage:
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    return queries.page_of(user, account, account.today())
