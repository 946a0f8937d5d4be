"""Exchange rates: stated, imported as banks publish them, and what is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.organisation import actions, rates
from covalue.organisation.models import ExchangeRate
from covalue.organisation.rates import Quoted
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

ECB = b"Date,USD,JPY,CHF,\n2026-01-05,1.0800,171.23,N/A,\n2026-01-02,1.1000,170,0.9400,\n"


def read(content: str | bytes, into: str = "EUR", quoted: Quoted = Quoted.OURS) -> dict[tuple[str, date], Decimal]:
    found = rates.read(content if isinstance(content, bytes) else content.encode(), into=into, quoted=quoted)
    return {(rate.currency, rate.day): rate.rate for rate in found}


def test_a_list_is_read_with_its_sources_either_way_round() -> None:
    text = 'date,currency,rate,source\n2026-01-01,usd,0.92,bank\n31.03.2026,GBP,"1,15",\n'
    assert read(text) == {("USD", date(2026, 1, 1)): Decimal("0.92"), ("GBP", date(2026, 3, 31)): Decimal("1.15")}
    assert read("Datum;Währung;Kurs\n01.01.2026;JPY;160\n", quoted=Quoted.THEIRS) == {
        ("JPY", date(2026, 1, 1)): Decimal("0.00625")
    }


def test_the_table_of_the_european_central_bank_says_what_one_euro_is() -> None:
    found = read(ECB)
    assert found["USD", date(2026, 1, 2)] == Decimal("0.909090909091")
    assert found["JPY", date(2026, 1, 5)] == Decimal("0.005840098114")
    assert ("CHF", date(2026, 1, 5)) not in found and len(found) == 5


def test_into_another_currency_by_the_rate_of_the_euro_itself() -> None:
    found = read(ECB, into="USD")
    assert found["EUR", date(2026, 1, 5)] == Decimal("1.08") and found["CHF", date(2026, 1, 2)] == Decimal(
        "1.170212765957"
    )
    with pytest.raises(ValueError, match="no column for GBP"):
        read(ECB, into="GBP")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("date,currency,rate\n2026-01-01,XXQ,1\n", "Row 2: “XXQ” is not a currency"),
        ("date,currency,rate\n2026-01-01,USD,1\n01/02/2026,USD,1\n", "Row 3: “01/02/2026” is not a day"),
        ("date,currency,rate\n2026-01-01,USD,zero\n", "Row 2: “zero” is not a number"),
        ("date,currency,rate\n2026-01-01,USD,0\n", "Row 2: A rate is a number above zero"),
        ("date,currency,rate\n2026-01-01,USD,nan\n", "Row 2: A rate is a number above zero"),
        ("date,currency,rate\n2026-01-01,USD,1,0832\n", "Row 2: the row has 4 cells where the heading has 3"),
        ("currency,rate\nUSD,1\n", "no column for the day"),
        ("date,currency,rate\n", "no rates"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_read_names_its_row(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read(text)


def test_a_rate_is_stated_and_replaced_with_its_source(world: World, called_by: Callable[..., Client]) -> None:
    anna = called_by(world.user(Role.ANALYST))
    body = {"currency": "usd", "day": "2026-01-01", "rate": "0.92", "source": "bank"}
    first = api.post(anna, "/exchange-rates", body)
    again = api.post(anna, "/exchange-rates", body | {"rate": "1.25", "quoted": "theirs", "source": "ECB"})
    assert (first["id"], again["id"], again["into"]) == (again["id"], first["id"], "EUR")
    items = api.get(anna, "/exchange-rates?currency=USD")["items"]
    assert [(Decimal(item["rate"]), item["source"], item["entered_by"]["name"]) for item in items] == [
        (Decimal("0.8"), "ECB", world.user(Role.ANALYST).name)
    ]
    event = Event.objects.filter(verb="stated exchange rate").latest("id")
    assert event.changes["rate"] == ["0.92 (bank)", "0.8 (ECB)"]
    api.delete(anna, f"/exchange-rates/{first['id']}")
    assert not ExchangeRate.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"currency": "EUR"}, "currency"), ({"currency": "XXQ"}, "currency"), ({"rate": "0"}, "rate"), ({"source": " "}, "source")],
)  # fmt: skip
def test_what_cannot_be_a_rate_is_refused(
    world: World, called_by: Callable[..., Client], change: dict[str, str], field: str
) -> None:
    body = {"currency": "USD", "day": "2026-01-01", "rate": "0.92", "source": "bank"} | change
    told = api.post(called_by(world.user(Role.ANALYST)), "/exchange-rates", body, status=422)
    assert (
        told["field"] == field and not ExchangeRate.objects.exists() and not Event.objects.filter(verb__contains="rate")
    )


def test_a_file_is_imported_by_page_and_api_or_not_at_all(
    world: World, called_by: Callable[..., Client], signed_in: Callable[..., Client]
) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    path = "/api/v1/exchange-rates/files?source=ECB"
    answer = dora.post(path, {"file": SimpleUploadedFile("hist.csv", ECB)})
    assert api.told(answer, 201) == {"rates": 5, "currencies": ["CHF", "JPY", "USD"]}
    bad = SimpleUploadedFile("bad.csv", ECB + b"2026-01-06,one,1,1,\n")
    assert "Row 4" in api.told(dora.post(path, {"file": bad}), 422)["detail"]
    unsaid = SimpleUploadedFile("hist.csv", ECB)
    assert api.told(dora.post("/api/v1/exchange-rates/files", {"file": unsaid}), 422)["field"] == "source"
    browser = signed_in(world.user(Role.ANALYST))
    address = reverse("organisation:import-rates")
    page = browser.post(address, {"source": "x", "quoted": "ours", "file": SimpleUploadedFile("b.csv", b"a,b\n1,2\n")})
    assert page.status_code == 422 and "no column for the day" in page.content.decode()
    file = SimpleUploadedFile("c.csv", b"date,currency,rate\n2026-02-01,USD,0.9\n")
    page = browser.post(address, {"source": "bank", "quoted": "ours", "file": file}, follow=True)
    assert "1 USD = 0.9 EUR" in page.content.decode() and ExchangeRate.objects.count() == 6
    assert Event.objects.filter(verb="imported exchange rates").count() == 2


def test_others_are_refused(world: World) -> None:
    ines = Actor(world.user(Role.SAM), "test")
    with pytest.raises(errors.NotAllowed):
        actions.import_rates(ines, content=ECB, source="x", now=NOW)
    with pytest.raises(errors.BadInput, match="Choose a file"):
        actions.import_rates(US, content=b"", source="x", now=NOW)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(end: str) -> None:
    rows = rates._rows(end.join(("date,USD", "2026-01-05,1.10", "2026-01-06,1.20")).encode())
    assert rows == [["date", "USD"], ["2026-01-05", "1.10"], ["2026-01-06", "1.20"]]
