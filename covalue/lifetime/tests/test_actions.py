from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.ledger import actions as ledger
from covalue.ledger.models import Import
from covalue.lifetime import actions, queries
from covalue.lifetime.models import Fit, FitState
from covalue.lifetime.queries import Filter
from covalue.lifetime.rules import USUAL, Settings
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from tests.world import NOW, US, World


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path, sold.lines())
    return world


def test_a_result_is_kept_and_shown(base: World) -> None:
    fit = actions.compute(US, settings=USUAL, now=NOW)
    assert (fit.state, fit.message) == (FitState.DONE, "")
    page = queries.lifetime_page(base.user(Role.PROGRAM_DIRECTOR), Filter())
    assert page.figures is not None and not page.stale and page.pending is None
    assert page.customers == page.figures.customers == 60
    assert (
        page.total == pytest.approx(page.figures.worth)
        and page.figures.worth_low < page.total < page.figures.worth_high
    )
    assert [row.value for row in page.shown] == sorted((row.value for row in page.shown), reverse=True)
    assert {"Halden Energy", "Halden Wind", "Orsa Paper"} <= {row.name for row in page.shown}
    assert all(row.alive is not None and 0 <= row.alive_low <= row.alive <= row.alive_high <= 1 for row in page.shown)
    assert page.figures.returns == 1 and page.figures.returned == 50
    assert page.figures.check is not None and page.figures.check.customers <= 60
    assert Event.objects.filter(verb="computed lifetime value").count() == 1


def test_asked_again_nothing_is_computed_again(base: World) -> None:
    first = actions.compute(US, settings=USUAL, now=NOW)
    again = actions.compute(US, settings=USUAL, now=NOW)
    assert first.pk == again.pk and Fit.objects.count() == 1
    assert Event.objects.filter(verb="computed lifetime value").count() == 1


def test_a_new_ledger_makes_a_result_stale_and_old_ones_are_let_go(base: World, tmp_path: Path) -> None:
    text = sold.lines()
    for round_ in range(4):
        actions.compute(US, settings=USUAL, now=NOW)
        sold.import_lines(
            tmp_path, text.replace("document,date", "document,date") + f"X-1,N{round_},2026-10-0{round_ + 1},5,3\n"
        )
    page = queries.lifetime_page(base.user(Role.ANALYST), Filter())
    assert page.stale and page.figures is not None
    assert Fit.objects.count() == actions.KEPT_STATES


def test_a_sam_sees_their_own_accounts_only(base: World) -> None:
    actions.compute(US, settings=USUAL, now=NOW)
    page = queries.lifetime_page(base.user(Role.SAM), Filter())
    assert {row.name for row in page.shown} == {"Halden Energy", "Halden Wind"} and not page.whole_base
    assert page.total == pytest.approx(sum(row.value for row in page.shown))
    assert queries.lifetime_page(base.user(Role.UNIT_LEAD), Filter()).shown == ()


def test_words_and_order(base: World) -> None:
    actions.compute(US, settings=USUAL, now=NOW)
    director = base.user(Role.PROGRAM_DIRECTOR)
    assert [r.name for r in queries.lifetime_page(director, Filter(words="orsa")).shown] == ["Orsa Paper"]
    assert [r.key for r in queries.lifetime_page(director, Filter(words="x-17")).shown] == ["X-17"]
    alive = [row.alive for row in queries.lifetime_page(director, Filter(sort="alive")).shown]
    assert alive == sorted(alive)


def test_an_account_counts_all_below_it(base: World) -> None:
    assert queries.of_account(base.energy) is None
    actions.compute(US, settings=USUAL, now=NOW)
    rows = {row.name: row for row in queries.lifetime_page(base.user(Role.PROGRAM_DIRECTOR), Filter()).shown}
    account = queries.of_account(base.energy)
    assert account is not None and account.alive is None
    assert account.value == pytest.approx(rows["Halden Energy"].value + rows["Halden Wind"].value)
    alone = queries.of_account(base.orsa)
    assert alone is not None and alone.alive == pytest.approx(rows["Orsa Paper"].alive)


def test_too_few_customers_are_said_and_tried_again_when_asked(world: World, tmp_path: Path) -> None:
    sold.import_lines(tmp_path, "customer,document,date,amount\nH-2,1,2026-01-05,10\n")
    for _round in range(2):
        fit = actions.compute(US, settings=USUAL, now=NOW)
        assert (
            fit.state == FitState.FAILED
            and "At least 10 customers are needed to fit a model; there are 1" in fit.message
        )
    assert Fit.objects.count() == 1


def test_one_time_buyers_only_are_said(world: World, tmp_path: Path) -> None:
    rows = "".join(f"C-{who},{who},2026-01-{who + 1:02},10\n" for who in range(20))
    sold.import_lines(tmp_path, "customer,document,date,amount\n" + rows)
    fit = actions.compute(US, settings=USUAL, now=NOW)
    assert fit.state == FitState.FAILED and "bought again" in fit.message


def test_equal_amounts_are_fitted_with_one_value_for_all(world: World, tmp_path: Path) -> None:
    lines = sold.lines().splitlines()[:-3]
    text = "\n".join([lines[0], *(line.rsplit(",", 2)[0] + ",50,30" for line in lines[1:])]) + "\n"
    sold.import_lines(tmp_path, text)
    fit = actions.compute(US, settings=USUAL, now=NOW)
    page = queries.lifetime_page(world.user(Role.ANALYST), Filter())
    assert fit.state == FitState.DONE and page.figures is not None
    assert page.figures.spending is None and "same value" in page.figures.remarks[0]
    assert {row.each for row in page.shown} == {50}


def test_an_empty_ledger_is_refused(world: World) -> None:
    with pytest.raises(errors.WrongState, match="ledger is empty"):
        actions.compute(US, settings=USUAL, now=NOW)
    assert not Fit.objects.exists() and not Event.objects.filter(verb="computed lifetime value").exists()


def test_guests_do_not_know_of_it(base: World) -> None:
    with pytest.raises(errors.NotFound):
        actions.compute(Actor(base.user(Role.CUSTOMER_GUEST), "test"), settings=USUAL, now=NOW)
    assert not Fit.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"model": "guess"}, "model"), ({"unit": "year"}, "unit"), ({"months": 0}, "months"), ({"months": 61}, "months"),
     ({"discount": -1}, "discount"), ({"margin": 0}, "margin")],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(base: World, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        actions.compute(US, settings=Settings(**wrong), now=NOW)  # type: ignore[arg-type]
    assert refused.value.field == field and not Fit.objects.exists()


def test_a_large_ledger_is_a_jobs_work(base: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_LINES", 10)
    fit = actions.compute(US, settings=USUAL, now=NOW)
    assert fit.state == FitState.WAITING
    assert actions.compute(US, settings=USUAL, now=NOW).pk == fit.pk
    assert DBTaskResult.objects.filter(task_path="covalue.lifetime.tasks.run_fit").count() == 1
    worker = Worker()
    while worker.work_once():
        pass
    fit.refresh_from_db()
    assert fit.state == FitState.DONE


def test_one_large_computation_at_a_time(base: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_LINES", 10)
    fit = actions.compute(US, settings=USUAL, now=NOW)
    before = Event.objects.count()
    with pytest.raises(errors.WrongState, match="MBG/NBD, 12 months ahead, is being computed"):
        actions.compute(US, settings=Settings(months=24), now=NOW)
    assert Fit.objects.get() == fit and Event.objects.count() == before
    assert DBTaskResult.objects.filter(task_path="covalue.lifetime.tasks.run_fit").count() == 1
    later = NOW + actions.LONGEST_JOB
    assert actions.compute(US, settings=Settings(months=24), now=later).state == FitState.WAITING


def test_by_default_each_customer_has_the_margin_of_the_ledger(base: World) -> None:
    """The named one buys at 75 % of what it pays, the others at 50 or 75 %."""
    actions.compute(US, settings=Settings(margin=Decimal(1)), now=NOW)
    actions.compute(US, settings=USUAL, now=NOW)
    director = base.user(Role.PROGRAM_DIRECTOR)
    page, full = (queries.lifetime_page(director, Filter(one)) for one in (USUAL, Settings(margin=Decimal(1))))
    at_full = {row.key or row.name: row for row in full.shown}
    for row in page.shown:
        assert round(row.margin, 2) in (0.25, 0.5)
        assert row.value == pytest.approx(row.margin * at_full[row.key or row.name].value)
    assert page.margin is not None and 0.25 < page.margin < 0.5 and full.margin == 1
    assert page.figures is not None and page.figures.uncosted == 0
    known = queries.of_account(base.orsa)
    assert known is not None and known.margin is None, "the home tells the one by the ledger"
    assert known.value == next(row.value for row in page.shown if row.name == "Orsa Paper")


def test_a_ledger_without_cost_asks_for_a_margin(world: World, tmp_path: Path) -> None:
    text = "\n".join(line.rsplit(",", 1)[0] for line in sold.lines().splitlines()) + "\n"
    sold.import_lines(tmp_path, text)
    fit = actions.compute(US, settings=USUAL, now=NOW)
    assert fit.state == FitState.FAILED and "Enter a margin" in fit.message
    entered = actions.compute(US, settings=Settings(margin=Decimal("0.3")), now=NOW)
    assert entered.state == FitState.DONE
    known = queries.of_account(world.orsa)
    assert known is not None and known.margin == Decimal("0.3"), "told with the margin that was entered"
    assert queries.values().by_customer[(world.orsa.pk, "")] == known.value


def test_a_customer_with_a_cost_missing_has_the_margin_of_all(world: World, tmp_path: Path) -> None:
    lines = sold.lines().splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("O-1"))
    lines[first] = lines[first].rsplit(",", 1)[0] + ","
    sold.import_lines(tmp_path, "\n".join(lines) + "\n")
    actions.compute(US, settings=USUAL, now=NOW)
    page = queries.lifetime_page(world.user(Role.PROGRAM_DIRECTOR), Filter(words="orsa"))
    assert page.figures is not None and page.figures.uncosted == 1
    assert page.shown[0].margin == pytest.approx(page.margin)


def test_where_nobody_is_seen_to_leave_nobody_is_called_active(world: World, tmp_path: Path) -> None:
    """Everybody goes on buying to the end, at their own pace: the model cannot tell who left from who is late."""
    sold.import_lines(tmp_path, sold.endless())
    actions.compute(US, settings=USUAL, now=NOW)
    page = queries.lifetime_page(world.user(Role.PROGRAM_DIRECTOR), Filter())
    assert page.figures is not None and not page.sees_leaving and page.alive is None
    assert {row.alive for row in page.shown} == {None}
    assert [part.template for part in page.beside] in ([], ["segmentation/_quiet.html"])


def test_a_failure_keeps_the_old_result(base: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.compute(US, settings=USUAL, now=NOW)
    monkeypatch.setattr(actions, "AT_ONCE_LINES", 10)
    for round_ in range(4):
        sold.import_lines(tmp_path, sold.lines() + f"X-1,F{round_},2026-10-0{round_ + 1},5,3\n")
        fit = actions.compute(US, settings=USUAL, now=NOW)
        actions.give_up(US, fit=fit, now=NOW)
    page = queries.lifetime_page(base.user(Role.ANALYST), Filter())
    assert page.figures is not None and page.stale and page.state == FitState.FAILED
    assert "failed several times" in page.message


def test_who_asked_for_a_job_hears_of_it_on_their_day(base: World, monkeypatch: pytest.MonkeyPatch) -> None:
    analyst = base.user(Role.ANALYST)
    actions.compute(Actor(analyst, "test"), settings=Settings(months=24), now=timezone.now())
    assert queries.asked_by(analyst) == (), "what was computed while they waited needs no word"
    monkeypatch.setattr(actions, "AT_ONCE_LINES", 10)
    actions.compute(Actor(analyst, "test"), settings=USUAL, now=timezone.now())
    [told] = queries.asked_by(analyst)
    assert told.is_open and queries.asked_by(base.user(Role.SAM)) == ()
    worker = Worker()
    while worker.work_once():
        pass
    [told] = queries.asked_by(analyst)
    assert told.state == FitState.DONE


def test_many_customers_are_a_jobs_work_in_few_lines(base: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_CUSTOMERS", 59)
    assert actions.compute(US, settings=USUAL, now=NOW).state == FitState.WAITING
    Fit.objects.all().delete()
    monkeypatch.setattr(actions, "AT_ONCE_CUSTOMERS", 60)
    assert actions.compute(US, settings=USUAL, now=NOW).state == FitState.DONE


def test_given_up_it_says_so(base: World) -> None:
    fit = Fit.objects.create(
        ledger_version=0, model="bg_nbd", unit="week", months=12, discount=0, margin=1, asked_at=NOW
    )
    actions.give_up(US, fit=fit, now=NOW)
    fit.refresh_from_db()
    assert fit.state == FitState.FAILED and "failed several times" in fit.message


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd", "pareto_nbd"])
def test_every_model(base: World, model: str) -> None:
    fit = actions.compute(US, settings=Settings(model=model, unit="month", months=6), now=NOW)
    assert fit.state == FitState.DONE, fit.message


def test_a_merge_makes_a_result_stale_and_its_undo_finds_the_old_one(base: World) -> None:
    director = base.user(Role.PROGRAM_DIRECTOR)

    def page() -> queries.LifetimePage:
        return queries.lifetime_page(director, Filter())

    first = actions.compute(US, settings=USUAL, now=NOW)
    [merge] = accounts.merge(US, kept=base.energy, gone=[base.wind], now=NOW)
    assert page().stale
    second = actions.compute(US, settings=USUAL, now=NOW)
    assert second.pk != first.pk and not page().stale
    assert page().customers == 59 and "Halden Wind" not in {row.name for row in page().shown}
    accounts.undo_merge(US, merge=merge, now=NOW)
    assert not page().stale and page().customers == 60 and "Halden Wind" in {row.name for row in page().shown}
    assert actions.compute(US, settings=USUAL, now=NOW).pk == first.pk


def test_a_key_given_to_an_account_makes_a_result_stale(base: World) -> None:
    actions.compute(US, settings=USUAL, now=NOW)
    accounts.identify(US, account=base.orsa, source="erp", key="X-10", now=NOW)
    assert queries.lifetime_page(base.user(Role.PROGRAM_DIRECTOR), Filter()).stale


def test_an_undone_import_of_the_ledger_makes_a_result_stale(base: World) -> None:
    actions.compute(US, settings=USUAL, now=NOW)
    ledger.undo(US, record=Import.objects.get(), now=NOW)
    assert queries.lifetime_page(base.user(Role.PROGRAM_DIRECTOR), Filter()).stale
