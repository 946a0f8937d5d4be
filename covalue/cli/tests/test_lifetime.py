"""covalue clv fit: any file, no workspace."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.analytics.lifetime.tests import data
from covalue.cli import main, workspace
from covalue.lifetime.tests import sold
from covalue.retention import actions as retention
from covalue.retention import rules
from covalue.retention.tests.tables import PASTED
from tests.world import NOW, US, World


@pytest.fixture
def no_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("a workspace was asked for")

    monkeypatch.setattr(workspace, "ensure", refuse)


@pytest.fixture(scope="module")
def transactions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Days that give each customer of CDNOW their published history; the days between do not count."""
    from datetime import date, timedelta

    end, rows = date(1997, 9, 30), ["id,day,spent"]
    for who, (repeats, recency, age, spent, _later) in enumerate(data.cdnow()):
        first = end - timedelta(days=int(age))
        places = [int(recency) - step for step in range(int(repeats))]
        rows += [f"{who},{first},9.99"]
        rows += [f"{who},{first + timedelta(days=place)},{spent / repeats:.6f}" for place in places]
    path = tmp_path_factory.mktemp("cdnow") / "cdnow.csv"
    path.write_text("\n".join([*rows, "0,1997-12-24,5"]) + "\n", encoding="utf-8")
    return path


ASKED = (
    "--map",
    "customer=id",
    "--map",
    "date=day",
    "--map",
    "amount=spent",
    "--until",
    "1997-09-30",
    "--unit",
    "week",
)


@pytest.mark.parametrize(
    ("model", "published", "customers"),
    [
        ("bg_nbd", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, 2357),
        ("mbg_nbd", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, 2357),
        ("pareto_nbd", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, 2357),
        ("gamma_gamma", {"p": 6.25, "q": 3.744, "v": 15.44}, 946),
    ],
)
def test_cdnow(
    no_workspace: None, transactions: Path, capsys: pytest.CaptureFixture[str], model: str,
    published: dict[str, float], customers: int,
) -> None:  # fmt: skip
    assert main(["clv", "fit", str(transactions), "--model", model, *ASKED, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["model", "parameters", "log_likelihood", "customers", "seconds"]
    assert (told["model"], told["customers"]) == (model, customers)
    assert told["parameters"] == pytest.approx(published, abs=0.01)


def test_for_people(no_workspace: None, transactions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clv", "fit", str(transactions), *ASKED]) == 0
    told = capsys.readouterr()
    assert "bg_nbd: 2,357 customers, log-likelihood -9,582.43" in told.out and "95 % within" in told.out
    assert "1 after the last day" in told.err


def test_a_cohort(no_workspace: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text("year,there\n0,1000\n1,631\n2,468\n3,382\n4,326\n5,289\n6,262\n7,241\n", encoding="utf-8")
    assert (
        main(["clv", "fit", str(path), "--model", "sbg", "--map", "period=year", "--map", "active=there", "--json"])
        == 0
    )
    assert json.loads(capsys.readouterr().out)["parameters"] == pytest.approx({"alpha": 0.704, "beta": 1.182}, abs=1e-3)


def test_contracts_with_begin_and_end(no_workspace: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "contracts.csv"
    left = {1: 369, 2: 163, 3: 86, 4: 56, 5: 37, 6: 27, 7: 21}  # Fader and Hardie 2007, Regular
    rows = [f"2010-01-01,{2010 + years}-01-01" for years, many in left.items() for _ in range(many)] + [
        "2010-01-01,"
    ] * 241
    path.write_text("start,stop\n" + "\n".join(rows), encoding="utf-8")
    asked = ["clv", "fit", str(path), "--model", "sbg", "--map", "begin=start", "--map", "end=stop", "--json"]
    assert main([*asked, "--unit", "year"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parameters"] == pytest.approx({"alpha": 0.704, "beta": 1.182}, abs=1e-3)
    assert told["log_likelihood"] == pytest.approx(-1680.27, abs=0.01)
    assert main(asked) == 1 and "renewed every year or month" in capsys.readouterr().err


@pytest.mark.django_db
def test_tables_that_are_kept(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clv", "contracts"]) == 0
    assert "No contracts have been saved" in capsys.readouterr().err
    sheet = retention.Sheet("Service", "year", Decimal(100), rules.read_table(PASTED + "\n"))
    table = retention.add(US, sheet=sheet, now=NOW)
    assert main(["clv", "contracts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["contracts"] == 2000
    assert main(["clv", "contracts", "Service", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], [one["segment"] for one in told["segments"]]) == (
        table.pk,
        ["Regular", "High End", "All combined"],
    )
    assert told["segments"][1]["check"]["model_error"] == pytest.approx(0.0119, abs=5e-5)
    assert main(["clv", "contracts", str(table.pk), "--margin", "50"]) == 0
    assert "5 periods held out: 0.29 points off" in capsys.readouterr().out
    for wrong in (["nobody"], ["Service", "--discount", "0"], ["Service", "--ahead", "0"]):
        assert main(["clv", "contracts", *wrong]) == 1
        assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.csv"], "There is no file nowhere.csv."),
        (["FILE", "--map", "customer=nobody", "--map", "date=day"], "no column “nobody”"),
        (["FILE", "--map", "customer"], "does not have the form field=column"),
        (["FILE", "--map", "who=id"], "no field “who”"),
        (["FILE", "--unit", "year"], "The unit of this model is day, week or month"),
        (["FILE", "--map", "period=a", "--map", "active=b"], "A cohort is a file with --model sbg"),
        (["FILE", "--map", "begin=day", "--map", "end=day"], "Contracts are a file with --model sbg"),
        (
            ["FILE", "--model", "sbg", "--unit", "year", "--map", "begin=day"],
            "Choose the column with the end date, empty where a contract",
        ),
        (["FILE", "--map", "customer=id", "--map", "date=day", "--until", "1990-01-01"], "There is no purchase"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    no_workspace: None, transactions: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["clv", "fit", *(str(transactions) if part == "FILE" else part for part in arguments)]) == 1
    told = capsys.readouterr()
    assert sentence in told.err and "Traceback" not in told.err and told.out == ""


def test_one_customer_only(no_workspace: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.csv"
    path.write_text("customer,date,amount\na,2026-01-01,5\na,2026-02-01,5\n", encoding="utf-8")
    assert main(["clv", "fit", str(path)]) == 1
    assert "At least 10 customers" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_ledger(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clv", "fit"]) == 1
    assert "There is no purchase" in capsys.readouterr().err
    sold.import_lines(tmp_path, sold.lines())
    assert main(["clv", "fit", "--model", "mbg_nbd", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["customers"] == 60


def test_a_fit_says_which_model_the_purchases_call_for(
    transactions: Path, no_workspace: None, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped = ["--map", "customer=id", "--map", "date=day", "--map", "amount=spent"]
    assert main(["clv", "fit", str(transactions), "--model", "bg_nbd", *mapped, "--until", "1997-09-30"]) == 0
    told = capsys.readouterr().err
    assert "Recommended: MBG/NBD." in told and "bought only once" in told
