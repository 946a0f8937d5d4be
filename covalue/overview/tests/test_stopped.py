"""Who stopped buying: whom the counts of a period leave out, and the way to them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.core.models import Event
from covalue.lifetime.tests.sold import import_lines
from covalue.overview import queries
from covalue.people.rules import Role
from covalue.profitability import queries as profitability
from tests import api
from tests.world import World

pytestmark = pytest.mark.django_db
# H-2 bought to the end; H-3, of an account, and X-9, of none, bought two years before. O-1 only costs something since.
SOLD = """customer,document,date,amount,cost,kind
H-2,1,2024-05-01,100,60,sale
H-2,2,2026-09-15,100,60,sale
H-3,3,2024-06-01,300,150,sale
H-3,4,2024-07-01,-20,-10,return
X-9,5,2024-08-01,40,20,sale
O-1,6,2024-09-01,50,20,sale
O-1,7,2026-09-01,0,5,cost_to_serve
"""
SPAN = "?from=2025-10-01&to=2026-09-30"
PAGES = ("/portfolio/", "/portfolio/revenue/", "/portfolio/segments/")


@pytest.fixture
def sold(world: World, tmp_path: Path) -> World:
    import_lines(tmp_path, SOLD)
    return world


def _main(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().partition("<main")[2].split())


def _file(client: Client) -> str:
    answer = client.get(reverse("portfolio:export-stopped") + SPAN + "&format=csv")
    return b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("address", PAGES)
def test_a_count_says_of_how_many_and_leads_to_the_others(
    sold: World, signed_in: Callable[..., Client], address: str
) -> None:
    page = _main(signed_in(sold.user(Role.PROGRAM_DIRECTOR)), address)
    assert "1 of 4 customers has sales or returns, 1 Oct 2025 – 30 Sep 2026" in page
    assert f'href="/portfolio/stopped/{SPAN.replace("&", "&amp;")}"' in page
    assert "3 stopped buying: bought earlier, nothing since" in page


def test_whoever_still_costs_something_is_counted_where_costs_are(
    sold: World, signed_in: Callable[..., Client]
) -> None:
    page = _main(signed_in(sold.user(Role.PROGRAM_DIRECTOR)), "/portfolio/profitability/")
    assert (
        "2 of 4 customers have sales, returns or costs," in page and "2 stopped buying, and cost nothing since" in page
    )


def test_the_list_names_them_with_their_last_purchase(sold: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(sold.user(Role.PROGRAM_DIRECTOR))
    page = _main(dora, reverse("portfolio:stopped") + SPAN)
    assert "3 customers bought before 1 Oct 2025 and have no sales or returns from then to 30 Sep 2026." in page
    assert page.index("Halden Wind") < page.index("Orsa Paper") < page.index("X-9") and "Halden Energy" not in page
    assert "1 Jun 2024" in page and "280" in page and f"/a/{sold.wind.pk}/" in page
    assert "X-9" not in _main(dora, reverse("portfolio:stopped") + SPAN + "&q=wind").partition("<table")[2]
    assert "Nobody stopped buying" in _main(dora, reverse("portfolio:stopped") + "?from=2024-01-01&to=2026-09-30")
    lines = _file(dora).splitlines()
    assert len(lines) == 4 and "2024-06-01" in lines[1]
    assert Event.objects.filter(verb="exported customers who stopped buying").count() == 1


def test_one_sees_only_ones_own(
    sold: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    ines = sold.user(Role.SAM)
    page = _main(signed_in(ines), reverse("portfolio:stopped") + SPAN)
    assert "Halden Wind" in page and "Orsa" not in page and "X-9" not in page and "Of your accounts." in page
    assert "1 of 2 customers has sales or returns" in _main(signed_in(ines), "/portfolio/revenue/")
    assert "X-9" not in _file(signed_in(ines)) and "Halden Wind" in _file(signed_in(ines))
    listed = api.get(called_by(ines), "/portfolio/stopped" + SPAN)["items"]
    assert [(row["account"], row["net"], row["bought_on"]) for row in listed] == [
        (sold.wind.pk, "280.0000", "2024-06-01")
    ]
    assert api.get(called_by(ines), "/portfolio" + SPAN)["stopped"] == 1
    karl = sold.user(Role.TEAM_MEMBER)
    hidden = called_by(karl).get(f"/api/v1/portfolio/stopped{SPAN}&within={sold.orsa.pk}")
    assert hidden.status_code == 404


def test_who_has_only_customers_who_stopped_is_told_so(sold: World, signed_in: Callable[..., Client]) -> None:
    nils = sold.stranger
    page = _main(signed_in(nils), "/portfolio/")
    assert "0 of 1 customers have sales or returns" in page and "none of them is in the ledger" not in page


def test_who_grows_but_earns_less_is_counted_alike_and_says_of_whom(
    sold: World, signed_in: Callable[..., Client]
) -> None:
    dora = sold.user(Role.PROGRAM_DIRECTOR)
    overview = queries.overview_page(dora, queries.Filter())
    assert overview.period is not None
    served = profitability.profitability_page(dora, profitability.Filter(overview.period))
    assert overview.eroding_all == served.eroding
    page = _main(signed_in(dora), "/portfolio/profitability/")
    assert f"of everybody ({served.customers})" in page or "no earlier period to compare with" in page
