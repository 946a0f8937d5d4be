"""Service levels, results and incidents by HTTP. Forms of the pages post here, too."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from covalue.accounts import queries as accounts
from covalue.accounts.row_api import RowApi
from covalue.adoption.rules import Severity
from covalue.service_levels import queries
from covalue.service_levels.inputs import IncidentInput, ServiceLevelInput, ServiceResultInput
from covalue.service_levels.models import Incident
from covalue.service_levels.queries import INCIDENTS, LEVELS, RESULTS, LevelView, ServicePage
from covalue.service_levels.rules import ServiceDirection, ServicePeriod, ServiceTrend
from covalue.web import requests
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["service"])


class ServiceLevelAnswer(Versioned):
    """What was agreed; `since` and `until` are its own days, or those of its agreement."""

    id: int
    account: Ref
    title: str
    direction: ServiceDirection
    target: Decimal
    unit: str
    period: ServicePeriod
    agreement: Ref | None
    starts_on: date | None
    ends_on: date | None
    since: date | None
    until: date | None
    note: str
    external_id: str
    source: str


class ServiceResultAnswer(Versioned):
    """What was measured in the period from `begins_on` to `last_day`, and the target agreed for it."""

    id: int
    account: Ref
    service_level: Ref
    begins_on: date
    last_day: date
    value: Decimal
    target: Decimal
    is_kept: bool
    note: str
    external_id: str
    source: str


class IncidentAnswer(Versioned):
    """What went wrong; with a `ticket` title, severity and days are the ticket's. `rating` is 0 to 10."""

    id: int
    account: Ref
    ticket: Ref | None
    title: str
    severity: Severity
    opened_on: date
    resolved_on: date | None
    service_level: Ref | None
    owner: Ref | None
    cause: str
    resolution: str
    contact: Ref | None
    rating: int | None
    rated_on: date | None
    rating_words: str
    external_id: str
    source: str

    @staticmethod
    def resolve_ticket(row: Incident) -> Ref | None:
        return Ref(id=row.ticket.pk, name=str(row.ticket)) if row.ticket else None

    @staticmethod
    def resolve_title(row: Incident) -> str:
        return row.called

    @staticmethod
    def resolve_severity(row: Incident) -> Severity:
        return row.how_bad

    @staticmethod
    def resolve_opened_on(row: Incident) -> date:
        return row.began

    @staticmethod
    def resolve_resolved_on(row: Incident) -> date | None:
        return row.ended


class ServiceStandingAnswer(Schema):
    """How a service level stands: its last periods that are over, kept ones, where it goes, and periods without a result."""

    service_level: Ref
    latest: Decimal | None
    latest_on: date | None
    latest_kept: bool | None
    kept: int
    measured: int
    trend: ServiceTrend
    missing: list[date]

    @staticmethod
    def resolve_service_level(view: LevelView) -> Ref:
        return Ref(id=view.level.pk, name=view.level.title)

    @staticmethod
    def resolve_latest(view: LevelView) -> Decimal | None:
        return view.latest.value if view.latest else None

    @staticmethod
    def resolve_latest_on(view: LevelView) -> date | None:
        return view.latest.begins_on if view.latest else None

    @staticmethod
    def resolve_latest_kept(view: LevelView) -> bool | None:
        return not view.missed_last if view.latest else None

    @staticmethod
    def resolve_measured(view: LevelView) -> int:
        return len(view.judged)


class ServiceOfAccountAnswer(Schema):
    """Service levels and incidents of an account; `rating` is the middle one after incidents, null below five."""

    levels: list[ServiceStandingAnswer]
    open_incidents: int
    resolved_incidents: int
    ratings: int
    rating: float | None

    @staticmethod
    def resolve_open_incidents(page: ServicePage) -> int:
        return len(page.open)

    @staticmethod
    def resolve_resolved_incidents(page: ServicePage) -> int:
        return len(page.resolved)

    @staticmethod
    def resolve_ratings(page: ServicePage) -> int:
        return len(page.ratings)


LEVELS_API = RowApi(
    router,
    LEVELS,
    ServiceLevelAnswer,
    "service-levels",
    one="service_level",
    many="service_levels",
    title="a service level",
)
RESULTS_API = RowApi(
    router,
    RESULTS,
    ServiceResultAnswer,
    "service-results",
    one="service_result",
    many="service_results",
    title="a result of a service level",
)
INCIDENTS_API = RowApi(
    router, INCIDENTS, IncidentAnswer, "incidents", one="incident", many="incidents", title="an incident"
)
LEVEL_OPERATIONS = LEVELS_API.operations(ServiceLevelInput)
RESULT_OPERATIONS = RESULTS_API.operations(ServiceResultInput)
INCIDENT_OPERATIONS = INCIDENTS_API.operations(IncidentInput)
get_service_level, get_service_result, get_incident = LEVELS_API.get(), RESULTS_API.get(), INCIDENTS_API.get()


@router.get("/accounts/{account_id}/service", response=ServiceOfAccountAnswer, summary="Get the service of an account")
def get_service(request: HttpRequest, account_id: Id) -> ServicePage:
    """Which service levels are kept, where they go, and how incidents and what followed stand."""
    account = accounts.get(requests.user_of(request), account_id)
    return queries.page_of(account, account.today())
