"""Contracts by page."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.retention.models import ContractTable
from covalue.retention.tests.tables import FILE, PASTED
from tests.world import World

pytestmark = pytest.mark.django_db
HOME = "/portfolio/retention/"
TYPED = {"name": "Service", "period": "year", "margin": "100", "text": PASTED}


@pytest.fixture
def dora(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_from_a_pasted_table_to_its_fit(dora: Client) -> None:
    assert "No contracts yet" in text_of(dora.get(HOME))
    page = text_of(dora.post(f"{HOME}add/", TYPED, follow=True))
    assert "Regular" in page and "High End" in page and "All combined" in page
    assert page.count("<svg") >= 3 and "−1,931" in page.replace("\u202f", ",").replace("-", "−")
    assert re.search(r">\s*0\.29\s*<", page) and re.search(
        r">\s*1\.19\s*<", page
    )  # the published errors of the five years held out
    assert "Service" in text_of(dora.get(HOME))


def test_the_segment_terms_and_periods_one_asks_for(dora: Client) -> None:
    dora.post(f"{HOME}add/", TYPED)
    here = f"{HOME}{ContractTable.objects.get().pk}/"
    page = text_of(dora.get(here, {"segment": "1", "ahead": "3", "held": "4", "margin": "50", "discount": "20"}))
    assert "Still active after year 15" in page and "4 held out" in page and 'value="20"' in page
    for wrong in ({"discount": "0"}, {"ahead": "0"}, {"margin": "-1"}, {"held": "x"}):
        assert dora.get(here, wrong).status_code == 422, wrong


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"text": "p\tA\n0\t100\n1\t120"}, "A cohort can only shrink"),
        ({"text": "p\tA\n0\t100\n1\tmany"}, "is not a number of contracts"),
        ({"text": "0\t100"}, "There is only the start"),
        ({"text": ""}, "This field is required."),
        ({"text": "1\n" * 110_000}, "at most 200000 characters"),
        ({"name": ""}, "This field is required."),
        ({"period": "week"}, "Select a valid choice."),
        ({"margin": "much"}, "Enter a number."),
    ],
)
def test_what_is_refused_stays_where_it_was_typed(dora: Client, told: dict[str, str], sentence: str) -> None:
    before = Event.objects.count()
    answer = dora.post(f"{HOME}add/", {**TYPED, **told})
    page = text_of(answer)
    assert answer.status_code == 422 and sentence in page
    assert told.get("text", PASTED).strip()[:20] in page and "Traceback" not in page
    assert not ContractTable.objects.exists() and Event.objects.count() == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0\t100\n1\t80", "Losses or renewals in at least two periods"),
        ("0\t100\n1\t100\n2\t100", "No contract was lost"),
        ("0\t100\n1\t0", "Losses or renewals in at least two periods"),
    ],
)
def test_too_little_for_a_fit_is_said_and_the_table_kept(dora: Client, text: str, sentence: str) -> None:
    answer = dora.post(f"{HOME}add/", {**TYPED, "text": text}, follow=True)
    assert answer.status_code == 200 and sentence in text_of(answer) and ContractTable.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["0\t100\n1\t50\n2\t0", "0\t3\n1\t2\n2\t1", "0\t100\n1\t80\n2\t80", "0\t10\n1\t9\n2\t8"]
)
def test_small_and_strange_cohorts_have_a_page(dora: Client, text: str) -> None:
    page = text_of(dora.post(f"{HOME}add/", {**TYPED, "text": text}, follow=True))
    assert "Only 2 renewals are known" in page and "nan" not in page and "inf" not in page.replace("info", "")


def test_editing_and_what_is_refused(dora: Client) -> None:
    dora.post(f"{HOME}add/", TYPED)
    table = ContractTable.objects.get()
    here = f"{HOME}{table.pk}/edit/"
    page = text_of(dora.get(here))
    assert "12\t173\t394" in page and 'name="seen" value="1"' in page
    longer = PASTED + "\n13\t165\t381"
    assert dora.post(here, {**TYPED, "text": longer, "seen": "1"}).status_code == 302
    table.refresh_from_db()
    assert table.segments[0]["vintages"][0][-1] == 165
    stale = dora.post(here, {**TYPED, "name": "Other words", "seen": "1"})
    assert (
        stale.status_code == 409
        and "Someone has changed this table since" in text_of(stale)
        and "Other words" in text_of(stale)
    )
    rising = dora.post(here, {**TYPED, "text": PASTED + "\n13\t999\t1", "seen": "2"})
    assert rising.status_code == 422 and "999" in text_of(rising)
    table.refresh_from_db()
    assert table.name == "Service" and table.version == 2


def test_a_file_with_its_columns(dora: Client) -> None:
    file = SimpleUploadedFile("service.csv", FILE.encode())
    page = text_of(answer := dora.post(f"{HOME}upload/", {"file": file, "title": "Service"}, follow=True))
    table = ContractTable.objects.get()
    here = f"{HOME}{table.pk}/"
    assert answer.redirect_chain[-1][0] == f"{here}columns/" and '<option value="begin" selected>' in page
    assert dora.get(here).status_code == 302 and "Map columns" in text_of(dora.get(HOME))
    told = {"customer": "customer", "begins": "begin", "ends": "end", "margin": "margin", "period": "year"}
    refused = dora.post(f"{here}columns/", {**told, "begins": "customer"})
    assert refused.status_code == 422 and "No rows could be imported" in text_of(refused)
    page = text_of(dora.post(f"{here}columns/", {**told, "until": "2023-06-01"}, follow=True))
    assert "All contracts" in page and "counted up to" in page
    assert dora.post(f"{here}edit/", {"name": "Renamed", "seen": "2"}).status_code == 302
    assert "Its contracts were counted from service.csv" in text_of(dora.get(f"{here}edit/"))


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0zzzz"])
def test_a_file_that_cannot_be_read_is_said_on_the_page(dora: Client, content: bytes) -> None:
    told = {"file": SimpleUploadedFile("c.xls", content), "title": "x"} if content else {}
    answer = dora.post(f"{HOME}upload/", told)
    assert answer.status_code == 422 and 'role="alert"' in text_of(answer)
    assert not ContractTable.objects.exists()


def test_removed_with_its_undo(dora: Client) -> None:
    dora.post(f"{HOME}add/", TYPED)
    here = f"{HOME}{ContractTable.objects.get().pk}/"
    assert "The table was removed." in text_of(dora.post(f"{here}remove/", follow=True))
    assert dora.get(here).status_code == 404 and dora.get(f"{here}export/").status_code == 404
    assert dora.post(f"{here}restore/", follow=True).status_code == 200 and dora.get(here).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_in_the_trail(dora: Client, kind: str) -> None:
    dora.post(f"{HOME}add/", {**TYPED, "text": PASTED.replace("Regular", "=1+1")})
    text = b"".join(dora.get(f"{HOME}{ContractTable.objects.get().pk}/export/?format={kind}"))  # type: ignore[arg-type]
    if kind == "csv":
        lines = text.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("segment,period,came to renewal") and len(lines) == 1 + 3 * 18
        assert lines[1].startswith("'=1+1,0,") and lines[19].startswith("High End,0,,1.0,1.0")
    else:
        assert text.startswith(b"PK")
    assert Event.objects.filter(verb="exported contracts").count() == 1


def test_a_cohort_that_is_gone_values_nobody_who_runs(dora: Client) -> None:
    dora.post(f"{HOME}add/", {"name": "Gone", "period": "year", "text": "Year\tA\n0\t100\n1\t50\n2\t20\n3\t0\n"})
    page = dora.get(f"{HOME}{ContractTable.objects.get().pk}/")
    assert page.status_code == 200 and "What a contract is worth" in page.content.decode()
    assert "about to renew" not in page.content.decode()


def test_the_former_address_leads_here(dora: Client) -> None:
    moved = dora.get("/portfolio/contracts/7/edit/?tab=2")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/portfolio/retention/7/edit/?tab=2")
    assert dora.get("/portfolio/contracts/").headers["Location"] == HOME
