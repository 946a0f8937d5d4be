"""Lifetime value. Amounts are decimal texts; shares and rates are ratios (0.1 is 10 %)."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from covalue.accounts import queries as accounts
from covalue.lifetime import actions, queries
from covalue.lifetime.inputs import LifetimeCustomersQuery, SettingsQuery
from covalue.lifetime.queries import NOT_COMPUTED, AccountLifetime, Filter, LifetimeCustomer, LifetimePage
from covalue.web import paging, requests
from covalue.web.paging import Cut, Page
from covalue.web.shapes import Id

router = Router(tags=["lifetime value"], by_alias=True)


@router.get("/lifetime-value", response=LifetimePage, summary="Get the lifetime value of all customers")
def get_lifetime_value(request: HttpRequest, query: Query[SettingsQuery]) -> LifetimePage:
    """The margin the model expects of purchases in the next `months`, discounted at `discount` a year to the ledger's last day. What
    was bought is not in it, nor is cost to serve deducted. It can be less than the margin of the last twelve months, as customers
    are expected to leave, a good year is followed by one nearer to everybody's, and no growth is continued.
    """
    return queries.lifetime_page(requests.colleague_of(request), Filter(query.settings))


@router.post("/lifetime-value", response={200: LifetimePage, 202: LifetimePage}, summary="Compute lifetime value")
def compute_lifetime_value(request: HttpRequest, body: SettingsQuery) -> Status[LifetimePage]:
    """Immediately for a small ledger. Otherwise a job, answered by 202 with its `state` and `progress`: get it until it is done.
    Calling it again joins the job; other settings are refused while it runs.
    """
    user = requests.colleague_of(request)
    fit = actions.compute(requests.actor(request), settings=body.settings, now=timezone.now())
    return Status(202 if fit.is_open else 200, queries.lifetime_page(user, Filter(body.settings)))


@router.get("/lifetime-value/customers", response=Page[LifetimeCustomer], summary="List lifetime value by customer")
def list_lifetime_values(request: HttpRequest, query: Query[LifetimeCustomersQuery]) -> Cut[LifetimeCustomer]:
    """The customers you may see, the most valuable first or in another order. `value` is the margin expected of the purchases in the
    next `months`, discounted. `alive` is null where the model cannot see who
    left; `value` is then too high for customers who have gone quiet.
    """
    filter = Filter(query.settings, words=query.q, sort=query.sort)
    customers = queries.chosen(requests.colleague_of(request), filter)
    return paging.cut_of_table(request, customers, queries.rows_of, query)


@router.get(
    "/accounts/{account_id}/lifetime-value", response=AccountLifetime, summary="Get an account's lifetime value"
)
def get_account_lifetime_value(request: HttpRequest, account_id: Id) -> AccountLifetime:
    """With the default settings; `value` is null before anything was computed. Where `sees_leaving` is false, it is too high
    for customers who have gone quiet.
    """
    return queries.of_account(accounts.get(requests.user_of(request), account_id)) or NOT_COMPUTED
