"""Every address, noun by noun."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.generic import RedirectView

from covalue.config import health

handler500 = "covalue.web.faults.server_error"


def _moved(address: str) -> Callable[..., HttpResponseBase]:
    """The view of an address that moved: 301 to where the page is now, with the query."""
    return RedirectView.as_view(url=address, permanent=True, query_string=True)


urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("api/v1/", include("covalue.api.urls")),
    path("", include("covalue.people.urls")),
    path("", include("covalue.people.sign_on.urls")),
    path("scim/v2/", include("covalue.provisioning.urls")),
    path("organisation/", include("covalue.organisation.urls")),
    path("", include("covalue.listviews.urls")),
    path("", include("covalue.accounts.urls")),
    path("ledger/", include("covalue.ledger.urls")),
    path("portfolio/segments/", include("covalue.segmentation.urls")),
    path("portfolio/retention/", include("covalue.retention.urls")),
    path("portfolio/contracts/", _moved("/portfolio/retention/"), name="contracts-moved"),
    path("portfolio/contracts/<path:rest>", _moved("/portfolio/retention/%(rest)s"), name="contracts-page-moved"),
    path("portfolio/lifetime-value/", include("covalue.lifetime.urls")),
    path("", include("covalue.profitability.urls")),
    path("imports/", include("covalue.masterdata.urls")),
    path("portfolio/", include("covalue.overview.urls")),
    path("portfolio/", include("covalue.portfolio.urls")),
    path("", include("covalue.conversations.urls")),
    path("", include("covalue.action_items.urls")),
    path("", include("covalue.objectives.urls")),
    path("", include("covalue.value.urls")),
    path("", include("covalue.handovers.urls")),
    path("", include("covalue.plans.urls")),
    path("", include("covalue.portal.urls")),
    path("", include("covalue.discovery.urls")),
    path("portfolio/needs/", include("covalue.needs.urls")),
    path("portfolio/coverage/", include("covalue.coverage.urls")),
    path("portfolio/selection/", include("covalue.selection.urls")),
    path("", include("covalue.process.urls")),
]
