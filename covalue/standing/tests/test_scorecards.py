"""Their scorecards: typed, from a file, beside our guess; refused with what was typed kept."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from covalue.core import errors
from covalue.ledger import reading
from covalue.people.rules import Role
from covalue.standing.actions import scorecards
from covalue.standing.inputs import ScorecardLineInput
from covalue.standing.models import Scorecard
from covalue.standing.queries import scorecards as queries
from covalue.standing.tests import samples
from covalue.standing.tests.samples import HEAD, actor
from tests.world import NOW, TODAY, US, World

HEADS = {"name": "Supplier review", "period": "Q3 2026", "ends_on": "2026-09-30", "worst": "0", "best": "100"}


def line(criterion: str, **values: object) -> ScorecardLineInput:
    return ScorecardLineInput.model_validate({"criterion": criterion, **values})


def client_of(world: World) -> Client:
    client = Client()
    client.force_login(world.user(Role.SAM))
    return client


def test_their_score_stands_beside_our_guess_and_both_ratings(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    samples.answered(found, world.signe, 3)
    lines = [line("Quality", weight=60, guess=90, driver="trust"), line("Price", weight=40, guess=50)]
    card = scorecards.add(US, account=world.energy, values=HEAD, lines=lines, now=NOW)
    lines = [
        line("Quality", weight=60, guess=90, score=60, target=80, driver="trust"),
        line("Price", weight=40, guess=55, score=60),
    ]
    later = NOW + timedelta(days=3)
    scorecards.edit(US, card=card, values={**HEAD, "overall": Decimal(70)}, lines=lines, now=later)
    view = queries.view_of(queries.of_account(world.energy).get(), TODAY)
    first, second = view.lines
    assert first.gap == pytest.approx(0.3) and first.missed and first.line.guessed_blind
    assert first.driver.gap.theirs == 3
    assert not second.line.guessed_blind  # changed once we knew
    assert view.calculated == 60 and view.differs and [row.line.criterion for row in view.widest] == ["Quality"]


def test_a_scale_may_run_the_other_way(world: World) -> None:
    """German marks: 1 is best, 6 is worst."""
    values = {**HEAD, "worst": 6, "best": 1}
    card = scorecards.add(US, account=world.energy, values=values, lines=[line("Service", score=1.5, guess=3)], now=NOW)
    view = queries.view_of(queries.get(world.user(Role.SAM), card.pk), TODAY)
    assert view.lines[0].share == pytest.approx(0.9) and view.lines[0].gap == pytest.approx(-0.3)
    assert view.calculated == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("values", "lines", "why"),
    [
        ({"worst": 5, "best": 5}, [{"criterion": "A"}], "differ"),
        ({}, [{"criterion": "A", "score": 101}], "not on their scale"),
        ({}, [{"criterion": "A", "guess": -1}], "not on their scale"),
        ({"overall": 200}, [{"criterion": "A"}], "not on their scale"),
        ({}, [{"criterion": "A"}, {"criterion": "a"}], "twice"),
        ({}, [], "at least one"),
    ],
)
def test_what_cannot_be_is_refused(world: World, values: dict, lines: list, why: str) -> None:
    rows = [ScorecardLineInput.model_validate(row) for row in lines]
    with pytest.raises(errors.BadInput, match=why):
        scorecards.add(US, account=world.energy, values={**HEAD, **values}, lines=rows, now=NOW)
    assert not Scorecard.objects.exists()


def test_only_who_may_edit_the_account(world: World) -> None:
    with pytest.raises(errors.NotFound):
        scorecards.add(actor(world.stranger), account=world.energy, values=HEAD, lines=[line("A")], now=NOW)


def test_a_file_fills_the_form_and_saves_nothing(world: World) -> None:
    client, address = client_of(world), reverse("standing:add-scorecard", args=[world.energy.pk])
    text = "Criterion;Weight;Rating;Comment\nQuality;60;82,5;Good\nDelivery;x;70;\n;10;5;\n"
    read = client.post(address, {"file": SimpleUploadedFile("card.csv", text.encode())})
    page = read.content.decode()
    assert read.status_code == 200 and "Quality" in page and "82,5" in page and not Scorecard.objects.exists()
    assert "is not a number" in page and "Enter what they rate" in page and "2 rows have an error" in page
    refused = client.post(address, {"file": SimpleUploadedFile("card.csv", b"a;b\n1;2\n")})
    assert refused.status_code == 422 and "headed" in refused.content.decode()
    assert client.post(address, {"file": SimpleUploadedFile("card.csv", b"")}).status_code == 422


def test_a_file_of_more_columns_or_cells_than_are_read_is_refused(world: World, monkeypatch: object) -> None:
    client, address = client_of(world), reverse("standing:add-scorecard", args=[world.energy.pk])
    wide = "criterion," + ",".join(f"c{n}" for n in range(5_000)) + "\nQuality\n"
    refused = client.post(address, {"file": SimpleUploadedFile("card.csv", wide.encode())})
    assert refused.status_code == 422 and "at most 2\u202f000" in refused.content.decode()

    def full(*_given: object, **_named: object) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error")

    monkeypatch.setattr(reading, "open_in", full)
    refused = client.post(address, {"file": SimpleUploadedFile("card.csv", b"criterion\nQuality\n")})
    assert refused.status_code == 422 and "too many cells to be read" in refused.content.decode()


def test_typed_rows_come_back_when_one_is_wrong(world: World) -> None:
    client, address = client_of(world), reverse("standing:add-scorecard", args=[world.energy.pk])
    rows = {"criterion-0": "Quality", "score-0": "many", "criterion-2": "Price", "score-2": "55"}
    refused = client.post(address, {**HEADS, **rows})
    assert refused.status_code == 422 and b"many" in refused.content and b"Price" in refused.content
    assert client.post(address, {**HEADS, **rows, "score-0": "80"}).status_code == 302
    card = Scorecard.objects.get()
    assert [(row.criterion, row.score) for row in card.lines.all()] == [("Quality", 80), ("Price", 55)]
    shown = client.get(reverse("standing:scorecard", args=[card.pk]))
    assert shown.status_code == 200
    changed = client.post(
        reverse("standing:edit-scorecard", args=[card.pk]), {**HEADS, "criterion-0": "Quality", "score-0": "70"}
    )
    assert changed.status_code == 302 and card.lines.get().score == 70
    planned = reverse("standing:plan-scorecard", args=[card.pk, 0])
    assert b"they gave us 70" in client.get(planned).content
    assert client.post(planned, {"title": "Ask procurement"}).status_code == 302
    assert b"Ask procurement" in client.get(reverse("standing:scorecard", args=[card.pk])).content


def test_removed_and_restored(world: World) -> None:
    card = scorecards.add(US, account=world.energy, values=HEAD, lines=[line("A", score=3)], now=NOW)
    scorecards.remove(US, card=card, now=NOW)
    assert not queries.of_account(world.energy)
    with pytest.raises(errors.WrongState):
        scorecards.edit(US, card=card, values=HEAD, lines=[line("A")], now=NOW)
    scorecards.restore(US, card=card, now=NOW)
    assert queries.of_account(world.energy).get() == card


def test_columns_headed_otherwise_are_mapped(world: World) -> None:
    client, address = client_of(world), reverse("standing:add-scorecard", args=[world.energy.pk])
    text = "Anforderung;Punkte Einkauf;Note\nLieferung;80;gut\n"

    def read(mapping: str) -> tuple[int, str]:
        answer = client.post(address, {"file": SimpleUploadedFile("card.csv", text.encode()), "map": mapping})
        return answer.status_code, answer.content.decode()

    status, page = read("criterion = Anforderung\nscore=Punkte Einkauf\nremark=Note")
    assert status == 200 and 'value="Lieferung"' in page and 'value="80"' in page and 'value="gut"' in page
    for wrong, said in (
        ("criterion = Anforderungen", "no column “Anforderungen”"),
        ("kriterium = Anforderung", "is not understood"),
        ("criterion", "is not understood"),
        ("criterion = Anforderung\ncriterion = Note", "mapped twice"),
    ):
        status, page = read(wrong)
        assert status == 422 and said in page and wrong.splitlines()[0] in page, wrong
    assert not Scorecard.objects.exists()


def test_a_file_of_more_criteria_is_refused_before_all_of_it_is_read(world: World, monkeypatch: object) -> None:
    book = Workbook()
    book.active.append(["criterion", "weight"])
    for number in range(400):
        book.active.append([f"Criterion {number}", 1])
    content = BytesIO()
    book.save(content)
    client, address = client_of(world), reverse("standing:add-scorecard", args=[world.energy.pk])
    monkeypatch.setattr(reading, "_read_one_by_one", None)
    refused = client.post(address, {"file": SimpleUploadedFile("card.xlsx", content.getvalue())})
    assert refused.status_code == 422 and "60 criteria at most" in refused.content.decode()
