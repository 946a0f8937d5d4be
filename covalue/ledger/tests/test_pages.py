import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.core import money
from covalue.core.jobs import Worker
from covalue.ledger import queries
from covalue.ledger.models import Import, ImportState
from covalue.organisation import actions as organisation
from covalue.people import actions as people
from covalue.people.rules import Role
from tests.world import NOW, PASSWORD, US, World

SALES = "customer;document;date;amount\nH-2;1;31.01.2026;1.234,50\nO-1;2;bad;9,90\n"
HOSTILE_NAME = '../../<img src=x onerror="alert(1)">.csv'


@pytest.fixture
def anna(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ANALYST))


def _upload(client: Client, content: bytes, name: str = "sales.csv") -> object:
    return client.post("/ledger/upload/", {"file": SimpleUploadedFile(name, content)})


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return packed.getvalue()


def _mapped(**values: str) -> dict[str, str]:
    fields = {f"map_{name}": name for name in ("customer", "document", "date", "amount")}
    return {"source": "erp", "unknown": "keep", **fields, **values}


def test_a_file_is_received_mapped_imported_in_the_background_and_undone(world: World, anna: Client) -> None:
    _upload(anna, SALES.encode(), HOSTILE_NAME)
    record = Import.objects.get()
    page = anna.get(reverse("ledger:map", args=[record.pk])).content.decode()
    assert 'value="amount"' in page and "the date cannot be read: bad" in page
    assert "<img src=x" not in page
    anna.post(reverse("ledger:map", args=[record.pk]), _mapped(go="1", save_as="ERP export"))
    assert Worker().work_once()
    record.refresh_from_db()
    assert (record.state, record.added, record.rejected) == (ImportState.DONE, 1, 1)
    rejects = b"".join(anna.get(reverse("ledger:rejects", args=[record.pk]))).decode("utf-8-sig")
    assert "3,the date cannot be read: bad" in rejects
    anna.post(reverse("ledger:undo", args=[record.pk]))
    record.refresh_from_db()
    assert record.state == ImportState.UNDONE
    assert anna.post(reverse("ledger:undo", args=[record.pk])).status_code == 409
    assert [mapping.name for mapping in queries.saved_mappings(world.user(Role.ANALYST))] == ["ERP export"]


def test_the_preview_writes_figures_as_every_page_and_names_columns_it_does_not_use(world: World, anna: Client) -> None:
    heading, line = "customer;document;date;qty;unit price;amount;currency;memo", "H-2;1;31.01.2026;10;2;1205;USD;x"
    _upload(anna, f"{heading}\n{line}\nH-2;2;31.01.2026;2,5;2;5;USD;y\n".encode())
    address = reverse("ledger:map", args=[Import.objects.get().pk])
    named = {"map_quantity": "qty", "map_currency": "currency"}
    page = anna.post(address, _mapped(look="1", **named)).content.decode()
    assert f'<td class="num">{money.money(1205, "USD")}</td>' in page
    assert '<td class="num">10</td>' in page and '<td class="num">2.5</td>' in page
    assert '<th class="num">Net amount</th>' in page and "<th>Date</th>" in page and "31 Jan 2026" in page
    assert "Not used of the file: the 2 columns unit price, memo." in page
    priced = anna.post(address, _mapped(look="1", **named, map_list_amount='qty*"unit price"')).content.decode()
    assert "Not used of the file: the column memo." in priced
    assert f'<td class="num">{money.money(20, "USD")}</td>' in priced


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.csv", "The file is empty"),
        (b"   \n", "blank.csv", "The file is empty"),
        (b"customer,amount\n", "head.csv", "a heading but no lines"),
        (b"a,A\n1,2\n", "twice.csv", "Two columns are called"),
        (
            ",".join(f"c{n}" for n in range(2_001)).encode() + b"\n1\n",
            "wide.csv",
            "2\u202f001 columns; at most 2\u202f000",
        ),
        (b"PAR1 cut off", "x.parquet", "cannot be read"),
        (b"PK\x03\x04 cut off", "x.xlsx", "damaged or was cut off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "x.xls", "The Excel file cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    world: World, anna: Client, content: bytes, name: str, sentence: str
) -> None:
    answer = _upload(anna, content, name)
    assert answer.status_code == 422 and sentence in answer.content.decode()  # type: ignore[attr-defined]
    assert not Import.objects.exists()


def test_a_zip_bomb_is_not_unpacked(world: World, anna: Client) -> None:
    answer = _upload(anna, _bomb(), "sheet.xlsx")
    assert answer.status_code == 422 and "unpack to far more" in answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"map_amount": "price*2"}, "no column “price”"),
        ({"map_amount": "(select 1)"}, "only + - * /"),
        ({"map_amount": "amount;drop table x"}, "amount"),
        ({"map_document": ""}, "Choose the column that holds this: Document."),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why_and_keeps_what_was_typed(
    world: World, anna: Client, wrong: dict[str, str], sentence: str
) -> None:
    _upload(anna, SALES.encode())
    record = Import.objects.get()
    answer = anna.post(reverse("ledger:map", args=[record.pk]), _mapped(go="1", **wrong))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    record.refresh_from_db()
    assert record.state == ImportState.WAITING and queries.table().version is None


def test_an_import_whose_file_went_away_fails_with_a_sentence(world: World, anna: Client) -> None:
    _upload(anna, SALES.encode())
    record = Import.objects.get()
    anna.post(reverse("ledger:map", args=[record.pk]), _mapped(go="1"))
    Path(record.path).unlink()
    Worker().work_once()
    record.refresh_from_db()
    assert record.state == ImportState.FAILED and record.message


@pytest.mark.parametrize("role", [Role.SAM, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST])
def test_others_neither_upload_nor_look(world: World, signed_in: Callable[..., Client], role: Role) -> None:
    client, refused = signed_in(world.user(role)), 404 if role is Role.CUSTOMER_GUEST else 403
    assert client.get("/ledger/").status_code == refused
    assert _upload(client, SALES.encode()).status_code == refused  # type: ignore[attr-defined]
    assert not Import.objects.exists()


def test_a_ledger_that_cannot_be_written_fails_with_a_sentence_and_stays_as_it_was(
    world: World, anna: Client, settings: object
) -> None:
    _upload(anna, SALES.encode())
    record = Import.objects.get()
    anna.post(reverse("ledger:map", args=[record.pk]), _mapped(go="1"))
    Path(settings.LEDGER_URL).write_text("in the way")  # type: ignore[attr-defined]
    Worker().work_once()
    record.refresh_from_db()
    assert record.state == ImportState.FAILED and "The ledger is unchanged" in record.message


def _map_page(client: Client) -> str:
    _upload(client, SALES.encode())
    return client.get(reverse("ledger:map", args=[Import.objects.latest("pk").pk])).content.decode()


def test_in_an_empty_workspace_each_customer_becomes_an_account(db: None, signed_in: Callable[..., Client]) -> None:
    ann = people.create_user(US, email="ann@a.test", name="Ann", roles=[Role.ADMINISTRATOR], password=PASSWORD, now=NOW)
    organisation.set_company(US, name="Acme", currency="USD", now=NOW)
    client = signed_in(ann)
    page = _map_page(client)
    assert '<option value="create" selected>' in page and 'name="currency" value="USD"' in page
    record = Import.objects.get()
    client.post(reverse("ledger:map", args=[record.pk]), _mapped(go="1", unknown="create", currency="gbp"))
    assert Worker().work_once()
    account = Account.objects.get()
    assert (account.name, account.currency) == ("H-2", "GBP")
    done = client.get(reverse("ledger:import", args=[record.pk])).content.decode()
    assert "1 account was created for a customer of the file." in done and "£" in done
    assert '<option value="keep" selected>' in _map_page(client)


def test_a_currency_is_asked_only_where_the_file_has_none(world: World, anna: Client) -> None:
    assert 'name="currency" value="EUR"' in _map_page(anna)
    address = reverse("ledger:map", args=[Import.objects.get().pk])
    refused = anna.post(address, _mapped(go="1", currency="ABC"))
    assert refused.status_code == 422 and "is not a currency" in refused.content.decode()
    _upload(anna, b"customer;document;date;amount;currency\nH-2;1;31.01.2026;5;SEK\n")
    page = anna.get(reverse("ledger:map", args=[Import.objects.latest("pk").pk])).content.decode()
    assert 'name="currency" value=' not in page


def test_the_preview_of_the_same_file_is_compared_in_the_currency_it_starts_with(world: World, anna: Client) -> None:
    good = b"customer;document;date;amount\nH-2;1;31.01.2026;1.234,50\nO-1;2;30.01.2026;9,90\n"
    _upload(anna, good)
    anna.post(reverse("ledger:map", args=[Import.objects.get().pk]), _mapped(go="1", currency="EUR"))
    assert Worker().work_once()
    _upload(anna, good)
    page = anna.get(reverse("ledger:map", args=[Import.objects.latest("pk").pk]))
    result = page.context["preview"].result
    assert (result.changed, result.unchanged) == (0, 2)


def test_a_missing_column_is_asked_in_words_of_the_page(world: World, anna: Client) -> None:
    _upload(anna, b"a;b\n1;2\n")
    address = reverse("ledger:map", args=[Import.objects.get().pk])
    for page in (anna.get(address), anna.post(address, {"source": "erp", "unknown": "keep", "go": "1"})):
        text = page.content.decode()
        assert "Choose the column" in text and "--map" not in text and "command line" not in text


def test_the_question_is_answered_where_it_is_asked(world: World, anna: Client) -> None:
    """Its button goes before the field further down, which is still empty."""
    _upload(anna, b"wer;was;wann;netto\nH-2;1;31.01.2026;1.234\n")
    address = reverse("ledger:map", args=[Import.objects.get().pk])
    values = _mapped(map_customer="wer", map_document="was", map_date="wann", map_amount="netto", unknown="keep")
    asked = anna.post(address, values | {"look": "1"}).content.decode()
    assert 'name="answer" value="decimal:,"' in asked
    answered = anna.post(address, {"answer": "decimal:,", **values, "decimal": ""}).content.decode()
    assert 'name="answer"' not in answered and money.money(1234, "EUR").lstrip("€") in answered


def test_a_saved_mapping_is_offered_and_filled_in_by_a_click(world: World, anna: Client) -> None:
    heading = "wer;was;wann;netto;lager"
    values = _mapped(
        map_customer="wer", map_document="was", map_date="wann", map_amount="netto", decimal=",", unknown="create"
    )
    _upload(anna, f"{heading}\nH-2;1;31.01.2026;1.234;x\n".encode())
    anna.post(reverse("ledger:map", args=[Import.objects.get().pk]), values | {"go": "1", "save_as": "Warenwirtschaft"})
    _upload(anna, b"was;wer;wann;netto\n2;H-2;31.01.2026;2.345\n")
    address = reverse("ledger:map", args=[Import.objects.latest("pk").pk])
    page = anna.get(address).content.decode()
    saved = queries.saved_under("Warenwirtschaft")
    assert f'href="?mapping={saved.pk}"' in page and "Not in this file: lager." in page
    assert "The columns stand in another order." in page and "Decimals: 1.234,50" in page
    assert (
        'value="netto" ' not in page.split("Save this mapping")[0].split("map_amount")[1][:200]
    )  # offered, not applied
    used = anna.get(f"{address}?mapping={saved.pk}").content.decode()
    assert "Filled in from the saved mapping “Warenwirtschaft”. Nothing is imported yet." in used
    assert "Not in this file: lager." in used and money.money(2345, "EUR").lstrip("€") in used
    assert '<option value="create" selected>' in used and "Saved mappings that fit" not in used
    assert Import.objects.latest("pk").state == ImportState.WAITING


def test_another_file_is_offered_no_saved_mapping(world: World, anna: Client) -> None:
    _upload(anna, SALES.encode())
    anna.post(reverse("ledger:map", args=[Import.objects.get().pk]), _mapped(go="1", save_as="ERP export"))
    _upload(anna, b"wer;was;wann;netto\nH-2;2;31.01.2026;2,5\n")
    page = anna.get(reverse("ledger:map", args=[Import.objects.latest("pk").pk])).content.decode()
    assert "Saved mappings that fit" not in page and "ERP export" in page


CROSS = "Kunde;Jan 2026;Feb 2026;Mrz 2026\nH-2;1,50;2,50;\nO-1;;;4,00\n"


def test_a_cross_table_is_turned_by_a_click_and_shown_before_it_is_imported(world: World, anna: Client) -> None:
    _upload(anna, CROSS.encode())
    record = Import.objects.get()
    address = reverse("ledger:map", args=[record.pk])
    asked = anna.get(address).content.decode()
    assert "This is a cross table" in asked and 'href="?turn=periods"' in asked
    turned = anna.get(f"{address}?turn=periods").content.decode()
    assert "The amounts of 3 columns, Jan 2026 to Mrz 2026, became one line each" in turned and "1 Feb 2026" in turned
    assert '<option value="periods" selected>' in turned and "3 lines: 3 added" in " ".join(turned.split())
    assert 'name="map_date" value="Date"' in turned and "required" not in turned.split('name="map_document"')[1][:120]
    values = {"source": "erp", "unknown": "keep", "map_customer": "Kunde", "map_date": "Date", "map_amount": "Amount"}
    assert anna.post(address, values | {"go": "1"}).status_code == 422
    anna.post(address, values | {"go": "1", "turn": "periods", "save_as": "Monate"})
    assert Worker().work_once()
    record.refresh_from_db()
    assert (record.state, record.added, record.amount_total) == (ImportState.DONE, 3, 8)
    assert [each["setting"] for each in record.assumed if "became one line" in each["sentence"]] == ["turn"]
    _upload(
        anna,
        CROSS.replace("2026\n", "2026;Apr 2026\n").replace(";\n", ";;5,00\n").replace("4,00\n", "4,00;\n").encode(),
    )
    page = anna.get(reverse("ledger:map", args=[Import.objects.latest("pk").pk])).content.decode()
    assert "Monate" in page and "fits exactly" in page and "turned into rows" in page


def test_a_cross_table_without_years_is_refused_with_the_reason(world: World, anna: Client) -> None:
    _upload(anna, b"Kunde;Jan;Feb;Mrz\nH-2;1,50;2,50;3\n")
    answer = anna.get(reverse("ledger:map", args=[Import.objects.get().pk]) + "?turn=periods")
    assert answer.status_code == 422 and "do not say of which year" in answer.content.decode()


def test_the_fields_found_or_needed_come_first_and_the_rest_is_folded(world: World, anna: Client) -> None:
    _upload(anna, SALES.encode())
    address = reverse("ledger:map", args=[Import.objects.get().pk])
    form = anna.get(address).context["form"]
    shown = [field.name for field in (*form.columns.shown, *form.options.shown)]
    assert shown == ["map_customer", "map_document", "map_date", "map_amount", "source", "unknown", "currency"]
    more = [field.name for field in (*form.columns.more, *form.options.more)]
    assert {*shown, *more} == set(form.fields) and "map_cost" in more and "decimal" in more
    refused = anna.post(address, _mapped(go="1", map_cost="nowhere", heading="x", decimal=",")).context["form"]
    assert "map_cost" in [field.name for field in refused.columns.shown], "what was typed is not folded away"
    assert {"heading", "decimal"} <= {field.name for field in refused.options.shown}
    page = anna.get(address).content.decode()
    assert page.index('name="map_amount"') < page.index("<summary>More fields") < page.index('name="map_cost"')
