"""A cross table over months already invoiced, and invoices over months a cross table brought: asked, never added up in silence."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.core.jobs import Worker
from covalue.ledger.assumptions import QuestionError
from covalue.ledger.mapping import LedgerInputError, Mapping
from covalue.ledger.models import Import, ImportState
from covalue.ledger.overlap import WHOLE, Around
from covalue.ledger.tests.conftest import Desk
from covalue.people.rules import Role
from tests.world import World

INVOICES = "customer,document,date,amount\nAlder,1,2026-01-10,100\nAlder,2,2026-02-10,50\nBirch,3,2026-01-20,7\n"
TABLE = "Customer;Jan 2026;Feb 2026;Mar 2026\nAlder;110,00;60,00;70,00\nCedar;1,00;2,00;3,00\n"
FIELDS = {"customer": "Customer", "date": "Date", "amount": "Amount"}
TURNED = Mapping(FIELDS, turn="periods", decimal=",")
SENTENCE = "The ledger has amounts for 2 months of 1 customer already (Jan 2026 – Feb 2026): 150.00. This file has 170.00 for the same."


def decided(decision: str, mapping: Mapping = TURNED) -> Mapping:
    return mapping.with_pairs({"overlap": decision})


def test_a_cross_table_over_invoiced_months_is_asked_about_and_nothing_written(desk: Desk) -> None:
    desk.bring(INVOICES)
    with pytest.raises(QuestionError) as asked:
        desk.bring(TABLE, TURNED)
    assert (asked.value.setting, str(asked.value)) == (
        "overlap", f"{SENTENCE} Added up, they count twice. Choose what becomes of them.",
    )  # fmt: skip
    assert [value for value, _label in asked.value.choices] == ["add", "replace", "leave"]
    assert desk.total() == Decimal(157)


@pytest.mark.parametrize(
    ("decision", "counts", "money", "became"),
    [
        ("add", (6, 6, 0), 403, "are added to them"),
        ("replace", (6, 6, 2), 253, "replace them"),
        ("leave", (6, 4, 0), 233, "are left out"),
    ],
)
def test_it_is_added_replaced_or_left_out_and_undone(
    desk: Desk, decision: str, counts: tuple[int, int, int], money: int, became: str
) -> None:
    desk.bring(INVOICES)
    before = desk.rows()
    result = desk.bring(TABLE, decided(decision), import_id="table")
    assert (result.read, result.added, result.removed) == counts and desk.total() == Decimal(money)
    assert (SENTENCE in result.assumed[-1].sentence, became in result.assumed[-1].sentence) == (True, True)
    desk.table.undo("table")
    assert desk.rows() == before


def test_the_same_table_with_a_month_more_overlaps_with_nothing(desk: Desk) -> None:
    first = desk.bring(TABLE, TURNED)
    around = Around(turned=[first.import_id])
    more = (
        TABLE.replace("Mar 2026\n", "Mar 2026;Apr 2026\n")
        .replace("70,00\n", "70,00;5,00\n")
        .replace("3,00\n", "3,00;1,00\n")
    )
    again = desk.bring(more, TURNED, around=around)
    assert (again.added, again.unchanged) == (2, 6)


def test_invoices_over_months_of_a_cross_table_are_asked_about_too(desk: Desk) -> None:
    table = desk.bring(TABLE, TURNED)
    around = Around(turned=[table.import_id])
    with pytest.raises(
        QuestionError, match="2 months of 1 customer already .Jan 2026 – Feb 2026.: 170.00. This file has 150.00"
    ):
        desk.bring(INVOICES, around=around)
    plain = Mapping(fields={name: name for name in ("customer", "document", "date", "amount")})
    result = desk.bring(INVOICES, decided("replace", plain), around=around)
    assert (result.added, result.removed) == (3, 2) and desk.total() == Decimal(246 - 170 + 157)


def test_other_customers_other_months_and_costs_do_not_overlap(desk: Desk) -> None:
    desk.bring("customer,document,date,amount\nAlder,1,2025-12-31,100\nBirch,2,2026-01-05,5\nAlder,3,2026-04-01,5\n")
    costs = "customer,document,date,amount,kind\nAlder,F-1,2026-01-05,9,cost_to_serve\n"
    named = {name: name for name in ("customer", "document", "date", "amount", "kind")}
    desk.bring(costs, Mapping(fields=named))
    assert desk.bring(TABLE, TURNED).added == 6


def test_days_of_a_cross_table_meet_only_the_same_days(desk: Desk) -> None:
    desk.bring("customer,document,date,amount\nAlder,1,2026-01-04,100\n")
    daily = "Customer;2026-01-01;2026-01-02;2026-01-03\nAlder;1,00;2,00;3,00\n"
    assert desk.bring(daily, TURNED).added == 3
    with pytest.raises(QuestionError, match="1 month of 1 customer"):
        desk.bring(daily.replace("2026-01-03", "2026-01-04"), TURNED)


def test_a_quarter_of_which_the_file_has_one_month_is_not_replaced(desk: Desk) -> None:
    quarters = desk.bring("Customer;Q1 2026;Q2 2026;Q3 2026\nAlder;30,00;60,00;90,00\n", TURNED)
    around = Around(turned=[quarters.import_id])
    month = "Customer;Mar 2026;Oct 2026;Nov 2026\nAlder;1,00;2,00;3,00\n"
    with pytest.raises(QuestionError) as asked:
        desk.bring(month, TURNED, around=around)
    assert [value for value, _label in asked.value.choices] == ["add", "leave"]
    with pytest.raises(LedgerInputError, match=WHOLE):
        desk.bring(month, decided("replace"), around=around)
    assert desk.bring(month, decided("leave"), around=around).added == 2


def test_the_same_account_by_another_systems_number_overlaps(desk: Desk) -> None:
    desk.bring(INVOICES, source="erp")
    other = TABLE.replace("Alder", "A-9")
    accounts = {("erp", "Alder"): 1, ("crm", "A-9"): 1, ("erp", "Birch"): 2}
    with pytest.raises(QuestionError, match="2 months of 1 customer"):
        desk.bring(other, TURNED, source="crm", around=Around(accounts=accounts))
    assert desk.bring(other, TURNED, source="crm").added == 6  # nobody knows that they are one


def test_a_table_without_customers_overlaps_with_everybodys_months(desk: Desk) -> None:
    desk.bring(INVOICES)
    products = Mapping({"offering": "Product", **{name: FIELDS[name] for name in ("date", "amount")}}, turn="periods")
    with pytest.raises(QuestionError, match="2 months of 2 customers already .*: 157.00. This file has 150.00"):
        desk.bring("Product;Jan 2026;Feb 2026;Mar 2026\nPump;100.00;50.00;5.00\n", products)


@pytest.fixture
def director(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


def typed(**values: str) -> dict[str, str]:
    fields = {f"map_{name}": column for name, column in FIELDS.items()}
    return {"source": "erp", "unknown": "keep", "turn": "periods", "decimal": ",", **fields, **values}


def invoiced(client: Client) -> None:
    client.post("/ledger/upload/", {"file": SimpleUploadedFile("invoices.csv", INVOICES.encode())})
    fields = {f"map_{name}": name for name in ("customer", "document", "date", "amount")}
    client.post(
        reverse("ledger:map", args=[Import.objects.get().pk]), {"source": "erp", "unknown": "keep", "go": "1", **fields}
    )
    assert Worker().work_once()


def test_an_overlap_that_came_up_meanwhile_stops_the_job(world: World, director: Client) -> None:
    director.post("/ledger/upload/", {"file": SimpleUploadedFile("table.csv", TABLE.encode())})
    table = Import.objects.get()
    director.post(reverse("ledger:map", args=[table.pk]), typed(go="1"))
    director.post("/ledger/upload/", {"file": SimpleUploadedFile("invoices.csv", INVOICES.encode())})
    invoices = Import.objects.latest("pk")
    fields = {f"map_{name}": name for name in ("customer", "document", "date", "amount")}
    asked = {"source": "erp", "unknown": "keep", "go": "1", **fields}
    director.post(reverse("ledger:map", args=[invoices.pk]), asked)
    assert Worker().work_once() and Worker().work_once()
    states = {record.file_name: record for record in Import.objects.all()}
    assert states["table.csv"].state == ImportState.DONE
    assert states["invoices.csv"].state == ImportState.FAILED and "count twice" in states["invoices.csv"].message
