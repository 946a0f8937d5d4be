"""Segments of a small ledger, kept and compared, by page and by program."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Identifier
from covalue.core.models import Event
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from covalue.portfolio import buying
from covalue.profitability import actions
from covalue.profitability.tests import sold as profit_sold
from covalue.segmentation import actions as snapshots
from covalue.segmentation import queries
from covalue.segmentation.models import Segmentation
from covalue.segmentation.rules import Basis, Settings
from tests import api
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
HOME = "/portfolio/segments/"


def kept_segmentation() -> int:
    """One that only waits."""
    told = {"start": date(2026, 1, 1), "end": date(2026, 6, 30), "customers": 0, "rules": Settings().as_json()}
    return int(Segmentation.objects.create(name="Kept", kept_at=NOW, rows=EMPTY, **told).pk)


def _empty() -> bytes:
    text, number = ("source", "key", "name", "abc", "xyz", "rfm"), ("net", "value", "variation")
    whole = ("account_id", "purchases", "days_since", "recency", "frequency", "money")
    fields = [
        *((n, pa.string()) for n in text),
        *((n, pa.float64()) for n in number),
        *((n, pa.int64()) for n in whole),
    ]
    file = BytesIO()
    pq.write_table(pa.schema(fields).empty_table(), file)
    return file.getvalue()


EMPTY = _empty()


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path, sold.lines())
    return world


@pytest.fixture
def dora(base: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(base.user(Role.PROGRAM_DIRECTOR))


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_everybody_is_in_one_cell_and_one_segment(base: World, dora: Client) -> None:
    page = queries.segments_page(base.user(Role.PROGRAM_DIRECTOR), queries.Filter())
    assert page.all > 2
    assert sum(cell.customers for _letter, cells in page.matrix for cell in cells) == page.all
    assert sum(one.customers for one in page.segments) == page.all
    assert sum(cell.net for _letter, cells in page.matrix for cell in cells) == pytest.approx(page.net)
    assert "ABC × XYZ" in text(dora.get(HOME))


def test_a_cell_opens_to_its_customers(base: World, dora: Client) -> None:
    letters = [one.abc for one in queries.segments_page(base.user(Role.PROGRAM_DIRECTOR), queries.Filter()).shown]
    shown = queries.segments_page(base.user(Role.PROGRAM_DIRECTOR), queries.Filter(abc="A"))
    assert shown.found == letters.count("A") and {one.abc for one in shown.shown} == {"A"}
    assert dora.get(HOME, {"abc": "A", "rfm": "champions", "q": "hal", "page": "9"}).status_code == 200


def test_one_sees_ones_own_in_the_classes_of_the_whole(base: World, signed_in: Callable[..., Client]) -> None:
    director, sam = base.user(Role.PROGRAM_DIRECTOR), base.user(Role.SAM)
    every = {one.identity: one for one in queries.members_of(queries.seen_by(director, Settings()))}
    own = queries.members_of(queries.seen_by(sam, Settings()))
    assert 0 < len(own) < len(every) and all(every[one.identity] == one for one in own)
    page = text(signed_in(sam).get(HOME))
    assert "Halden" in page and "Orsa" not in page and "Save snapshot" not in page


def test_ranked_by_margin_and_by_contribution(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client], tmp_path: Path
) -> None:
    """Halden Wind sells little at a loss of 20; X-9's cost of goods is not known."""
    profit_sold.import_lines(tmp_path)
    actions.keep_pool(US, sheet=profit_sold.ORDERS, now=NOW)
    half = 6  # months: from January to June 2026
    found = {}
    for basis in (Basis.MARGIN, Basis.CONTRIBUTION):
        rows = queries.members_of(queries.everybody(Settings(months=half, basis=basis)))
        assert [row.value for row in rows if row.value is not None] == sorted(
            (row.value for row in rows if row.value is not None), reverse=True
        )
        found[basis] = {row.key: (row.value, row.abc) for row in rows}
    assert found[Basis.MARGIN] == {"H-2": (400, "A"), "O-1": (300, "A"), "H-3": (20, "C"), "X-9": (None, "–")}
    assert found[Basis.CONTRIBUTION] == {"H-2": (320, "A"), "O-1": (280, "A"), "H-3": (-20, "C"), "X-9": (None, "–")}
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    page = text(dora.get(HOME, {"months": "6", "basis": "contribution", "a": "80", "b": "95", "x": "0.5", "y": "1"}))
    for told in ("Net contribution", "The cost of goods of 1 customer is not known", "unknown", "−"):
        assert told in page, told
    told = api.get(called_by(world.user(Role.ANALYST)), "/segments?months=6&basis=margin")
    assert {row["key"]: row["value"] for row in told["items"]}["X-9"] is None
    dora.post(f"{HOME}keep/?months=6&basis=contribution", {"name": "By contribution"})
    kept = Segmentation.objects.get()
    assert "No accounts moved." in text(dora.get(reverse("segmentation:movement", args=[kept.pk])))


def test_a_new_name_and_a_key_given_to_another_account_are_seen_at_once(base: World, dora: Client) -> None:
    before = queries.everybody(Settings())
    assert "Halden Energy" in before["name"].to_pylist()
    type(base.energy).objects.filter(pk=base.energy.pk).update(name="Halden Renewables")
    Identifier.objects.filter(account=base.wind).update(account=base.orsa)
    after = queries.everybody(Settings())
    assert "Halden Renewables" in after["name"].to_pylist() and "Halden Energy" not in after["name"].to_pylist()
    assert base.wind.pk in before["account_id"].to_pylist() and base.wind.pk not in after["account_id"].to_pylist()


def test_kept_and_compared_with_the_ledger_after_more_was_sold(base: World, dora: Client, tmp_path: Path) -> None:
    dora.post(f"{HOME}keep/", {"name": " Close of  2026 "})
    kept = Segmentation.objects.get()
    assert (kept.name, kept.customers > 2) == ("Close of 2026", True)
    movement = reverse("segmentation:movement", args=[kept.pk])
    assert "No accounts moved." in text(dora.get(movement))
    (tmp_path / "more").mkdir()
    sold.import_lines(tmp_path / "more", "customer,document,date,amount\nNEW-1,N1,2026-09-20,9000000\n")
    told = text(dora.get(movement))
    assert "changed class" in told and "not a customer" in told
    dora.post(f"{HOME}keep/", {"name": "Later"})
    later = Segmentation.objects.get(name="Later")
    assert "changed class" in text(dora.get(movement, {"to": later.pk}))
    came = dora.get(movement, {"was": "–", "now": "A"}).content.decode()
    assert "1 customer, – before and A after" in text(dora.get(movement, {"was": "–", "now": "A"})) and "NEW-1" in came
    assert 'href="?was=%E2%80%93&amp;now=A#moves" aria-current="true"' in came and "all who changed class" in came
    assert dora.get(movement, {"to": "999999"}).status_code == 404
    dora.post(reverse("segmentation:remove", args=[kept.pk]))
    assert "Close of 2026" not in text(dora.get(HOME))
    dora.post(reverse("segmentation:restore", args=[kept.pk]))
    assert "Close of 2026" in text(dora.get(HOME))


def test_nobody_without_the_whole_base_keeps_or_sees_what_was_kept(
    base: World, dora: Client, signed_in: Callable[..., Client]
) -> None:
    dora.post(f"{HOME}keep/", {"name": "Kept"})
    sam, before = signed_in(base.user(Role.SAM)), Event.objects.count()
    assert sam.post(f"{HOME}keep/", {"name": "x"}).status_code == 404
    assert sam.get(reverse("segmentation:movement", args=[Segmentation.objects.get().pk])).status_code == 404
    assert (Segmentation.objects.count(), Event.objects.count()) == (1, before)


@pytest.mark.parametrize(
    "wrong", [{"a": "95", "b": "80"}, {"x": "2"}, {"months": "2"}, {"months": "x"}, {"basis": "guess"}, {"a": "0"}]
)
def test_rules_that_cannot_be_are_refused(base: World, dora: Client, wrong: dict[str, str]) -> None:
    assert dora.get(HOME, wrong).status_code == 422
    assert dora.post(f"{HOME}keep/", {"name": "x", **wrong}).status_code == 422
    assert not Segmentation.objects.exists()


def test_without_a_ledger_and_without_lifetime_value_it_says_so(
    world: World, signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert "The ledger is empty" in text(dora.get(HOME))
    assert dora.post(f"{HOME}keep/", {"name": "x"}).status_code == 409
    sold.import_lines(tmp_path, sold.lines())
    assert "not been computed yet" in text(dora.get(HOME, {"basis": "lifetime"}))
    dora.post("/portfolio/lifetime-value/compute/")
    page = text(dora.get(HOME, {"basis": "lifetime"}))
    assert "not been computed yet" not in page and "Expected margin, 12 months" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_in_the_trail(base: World, signed_in: Callable[..., Client], kind: str) -> None:
    told = b"".join(signed_in(base.user(Role.SAM)).get(f"{HOME}export/", {"format": kind}))  # type: ignore[arg-type]
    assert told.startswith(b"PK") if kind == "xlsx" else "Orsa" not in told.decode("utf-8-sig")
    assert Event.objects.filter(verb="exported segments").count() == 1


def test_programs_read_keep_and_compare(base: World, called_by: Callable[..., Client]) -> None:
    dora, sam = called_by(base.user(Role.PROGRAM_DIRECTOR)), called_by(base.user(Role.SAM))
    every = api.get(dora, "/segments?limit=50")["items"]
    assert every[0]["abc"] == "A" and every[0]["value"] == max(one["value"] for one in every)
    assert api.get(dora, "/segments?abc=C")["items"] == [one for one in every if one["abc"] == "C"]
    assert len(api.get(sam, "/segments")["items"]) < len(every)
    kept = api.post(dora, "/segmentations", {"name": "Now", "months": 24})
    assert api.get(dora, "/segmentations") == [kept]
    moves = f"/segmentations/{kept['id']}/moves"
    assert api.get(dora, moves) == [] and api.get(dora, f"{moves}?to={kept['id']}") == []
    api.post(dora, "/segmentations", {"name": "x", "a_share": 0.95, "b_share": 0.8}, status=422)
    api.post(sam, "/segmentations", {"name": "x"}, status=404)
    api.delete(dora, f"/segmentations/{kept['id']}")
    assert api.get(dora, "/segmentations") == []
    assert api.post(dora, f"/segmentations/{kept['id']}/restore", status=200) == kept


def test_margin_by_cost_to_serve_puts_each_customer_in_one_field(
    world: World, tmp_path: Path, signed_in: Callable[..., Client]
) -> None:
    """All together: 400 of 1 000 margin (40 %), 130 served (13 %). By hand: A 60 % and 2 %, B 20 % and 3 %, C 60 % and 50 %, D 20 % and 20 %."""
    served = [("A", 300, 120, 6), ("B", 300, 240, 9), ("C", 150, 60, 75), ("D", 200, 160, 40), ("E", 50, 20, 0)]
    rows = [f"{name},{name}1,2026-09-01,{net},{goods}," for name, net, goods, _cost in served]
    rows += [f"{name},{name}2,2026-09-02,0,{cost},cost_to_serve" for name, _net, _goods, cost in served if cost]
    profit_sold.import_lines(tmp_path, "customer,document,date,amount,cost,kind\n" + "\n".join(rows))
    dora = world.user(Role.PROGRAM_DIRECTOR)
    found = queries.with_serving(queries.everybody(Settings()), Settings())
    fields = dict(zip(found["name"].to_pylist(), found["served_as"].to_pylist(), strict=True))
    assert fields == {"A": "passive", "B": "bargain", "C": "carriage", "D": "aggressive", "E": "passive"}
    page = queries.segments_page(dora, queries.Filter(serve="passive"))
    assert [one.key for one in page.shown] == ["A", "E"] and sum(one.customers for one in page.served) == 5
    assert "Carriage trade" in text(signed_in(dora).get(HOME))


def test_a_merge_since_is_no_customer_who_left_and_its_undo_puts_both_back(base: World, dora: Client) -> None:
    dora.post(f"{HOME}keep/", {"name": "Before"})
    before = Segmentation.objects.get()
    director = base.user(Role.PROGRAM_DIRECTOR)

    def page() -> queries.MovementPage:
        return queries.movement_page(director, before.pk, None)

    assert page().all == 0
    [merge] = accounts.merge(US, kept=base.energy, gone=[base.wind], now=NOW)
    moved = page()
    assert all(move.after is not None for move in moved.moves), "nobody left"
    assert sum(sum(row) for _old, row in moved.flows) == before.customers - 1
    accounts.undo_merge(US, merge=merge, now=NOW)
    assert page().all == 0


def test_a_key_that_became_an_account_is_the_same_customer(base: World, dora: Client) -> None:
    dora.post(f"{HOME}keep/", {"name": "Before"})
    before = Segmentation.objects.get()
    accounts.create(US, name="Ten", identifiers=[("erp", "X-10")], now=NOW)
    assert queries.movement_page(base.user(Role.PROGRAM_DIRECTOR), before.pk, None).all == 0


def test_each_word_for_who_buys_no_longer_has_one_rule_beside_every_figure(
    base: World, dora: Client, called_by: Callable[..., Client]
) -> None:
    for address in (HOME, reverse("portfolio:stopped")):
        page = text(dora.get(address))
        for term in buying.TERMS:
            assert str(term.name) in page and str(term.rule) in page, (address, term.key)
    segments_shown = {key: queries.NAMES[key] for key in (buying.SLIPPING.key, buying.DORMANT.key)}
    assert segments_shown == {term.key: (term.name, term.rule) for term in buying.TERMS[1:]}
    quiet = queries.quiet_of(base.user(Role.PROGRAM_DIRECTOR)) or ()
    for each in quiet[1:]:
        rows = api.get(called_by(base.user(Role.ANALYST)), f"/segments?rfm={each.term.key}&limit=200")["items"]
        assert len(rows) == each.customers, each.term.key


def test_a_snapshot_from_before_reads_by_the_names_of_now(base: World, dora: Client) -> None:
    members = queries.everybody(Settings())
    asleep = members.set_column(
        members.schema.get_field_index("rfm"), "rfm", pa.array(["asleep"] * members.num_rows, pa.string())
    )
    kept = snapshots.keep(US, name="Before", settings=Settings(), now=NOW)
    sink = BytesIO()
    pq.write_table(asleep, sink)
    Segmentation.objects.filter(pk=kept.pk).update(rows=sink.getvalue())
    queries._table.cache_clear()
    assert set(queries.table_of(Segmentation.objects.get(pk=kept.pk))["rfm"].to_pylist()) == {"dormant"}
