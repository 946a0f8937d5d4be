"""Customer lifetime value from any file of transactions, or from the ledger."""

import argparse
import time
from pathlib import Path
from typing import Any

from covalue.cli import output, retention, values

MODELS = ("bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma", "sbg")


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    parts = commands.add_parser("clv", help="customer lifetime value").add_subparsers(
        title="what to do", metavar="WHAT", required=True
    )
    fit = parts.add_parser(
        "fit",
        help="fit a model to a file of transactions, or to the ledger",
        description="Fit a model of purchases (bg_nbd, mbg_nbd, pareto_nbd), of spending (gamma_gamma) or of "
        "contract renewals (sbg). A file is only read; nothing is saved. All purchases on one day "
        "count as one; returns do not count.",
        epilog="Example: --model bg_nbd --map customer=id --map date=day --map amount=spent --until 1997-09-30 --unit week. "
        "For sbg, --map period=… --map active=… reads a cohort: how many customers were there in periods 0, 1, 2, …, and "
        "--map begin=… --map end=… (and customer=…) --unit year or month contracts, a row each.",
    )
    fit.add_argument("file", nargs="?", type=Path, metavar="FILE", help="CSV, Excel or Parquet; without it the ledger")
    fit.add_argument("--model", choices=MODELS, default="bg_nbd", help="which model (default bg_nbd)")
    fit.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help="customer, date, amount")
    fit.add_argument(
        "--until", type=values.day, metavar="DATE", help="last day counted (default: the last in the data)"
    )
    fit.add_argument(
        "--unit",
        choices=("day", "week", "month", "year"),
        default="week",
        help="unit of time; for sbg the contract's period (default week)",
    )
    fit.add_argument("--json", action="store_true", help="print the result as JSON")
    fit.set_defaults(run=_fit, prepare=_prepare)
    retention.add_to(parts)


def _prepare(arguments: argparse.Namespace) -> None:
    """A file needs no workspace, so none is made; the ledger is in one."""
    from covalue.cli import workspace

    if arguments.file is None:
        workspace.ensure()


def _fit(arguments: argparse.Namespace) -> int:
    from covalue.analytics.lifetime.faults import LifetimeError
    from covalue.core import errors
    from covalue.ledger.rules import LedgerInputError

    if arguments.file is not None and not arguments.file.is_file():
        raise errors.BadInput(f"There is no file {arguments.file}.")
    if arguments.unit == "year" and arguments.model != "sbg":
        raise errors.BadInput("The unit of this model is day, week or month; year is for contracts (sbg).")
    begun = time.perf_counter()
    try:
        fitted = _fitted(arguments)
    except (LifetimeError, LedgerInputError) as refused:
        raise errors.BadInput(str(refused)) from None
    seconds = round(time.perf_counter() - begun, 3)
    result = {
        "model": arguments.model,
        "parameters": fitted.parameters,
        "log_likelihood": fitted.log_likelihood,
        "customers": fitted.customers,
        "seconds": seconds,
        **_money(arguments),
    }
    if arguments.json:
        output.as_json(result)
    else:
        _tell(arguments.model, fitted, seconds)
    if fitted.weak:
        output.say(
            f"The data say little about {' and '.join(fitted.weak)}: use {_them(fitted.weak)} only together with the others."
        )
    if fitted.agreeing < fitted.starts:
        output.say(f"Of {fitted.starts} starting points {fitted.agreeing} led to this maximum; the best was used.")
    return 0


def _money(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the ledger's amounts are in; nothing for a file, whose amounts are taken as they stand."""
    if arguments.file is not None:
        return {}
    from covalue.core.periods import Period
    from covalue.portfolio import figures

    known = figures.overview()
    if known["first_date"] is None:
        return {}
    told = figures.told_to_programs(Period(known["first_date"], arguments.until or known["last_date"]))
    output.say_of_currencies({"currencies": told})
    return {"currency": figures.currency(), "currencies": told}


def _fitted(arguments: argparse.Namespace) -> Any:
    from covalue.analytics.lifetime import catalogue
    from covalue.analytics.lifetime import shifted_beta_geometric as sbg
    from covalue.lifetime import purchases

    pairs = _pairs(arguments.map)
    if {"begin", "end"} & pairs.keys():
        return catalogue.fit_contracts(_of_contracts(arguments, pairs))
    if {"period", "active"} & pairs.keys():
        return catalogue.fit_contracts(sbg.contracts_of(_cohort(arguments, pairs)))
    if arguments.file is None:
        from covalue.lifetime import queries

        return _of_lines(arguments, queries.lines())
    from covalue.ledger.mapping import Mapping

    with purchases.opened_file(arguments.file, Mapping().with_pairs(pairs) if pairs else None) as lines:
        return _of_lines(arguments, lines)


def _of_lines(arguments: argparse.Namespace, lines: Any) -> Any:
    from covalue.analytics.lifetime import catalogue
    from covalue.lifetime import purchases

    if arguments.model == "sbg":
        return catalogue.fit_contracts(purchases.contracts(lines, unit=arguments.unit, until=arguments.until))
    histories = purchases.histories(lines, unit=arguments.unit, until=arguments.until)
    _tell_left_out(histories.tally)
    if arguments.model == "gamma_gamma":
        return catalogue.fit_spending(histories.spending)
    _advise(histories)
    return catalogue.fit(catalogue.MODELS[arguments.model], histories.purchases)


def _advise(histories: Any) -> None:
    from covalue.lifetime import rules

    found = histories.purchases
    repeaters = int(found.count[found.frequency > 0].sum())
    advice = rules.advised(customers=found.customers, repeaters=repeaters)
    output.say(f"Recommended: {advice.title}. {advice.reason}")


def _cohort(arguments: argparse.Namespace, pairs: dict[str, str]) -> Any:
    from covalue.core import errors
    from covalue.lifetime import purchases

    if arguments.model != "sbg" or arguments.file is None or {"period", "active"} != pairs.keys():
        raise errors.BadInput(
            "A cohort is a file with --model sbg, --map period=… and --map active=…, and no other field."
        )
    return purchases.cohort_of_file(arguments.file, period=pairs["period"], active=pairs["active"])


def _of_contracts(arguments: argparse.Namespace, pairs: dict[str, str]) -> Any:
    """All contracts of a file with begin and end, counted to the last day there is."""
    from django.utils import timezone

    from covalue.analytics.lifetime import cohorts
    from covalue.core import errors
    from covalue.retention import files

    if arguments.model != "sbg" or arguments.file is None or not pairs.keys() <= {"begin", "end", "customer"}:
        raise errors.BadInput("Contracts are a file with --model sbg, --map begin=…, --map end=… and --map customer=….")
    if arguments.unit not in ("month", "year"):
        raise errors.BadInput("Contracts are renewed every year or month: --unit year.")
    mapping = {{"begin": "begins", "end": "ends"}.get(field, field): column for field, column in pairs.items()}
    counts = files.count(
        arguments.file, mapping, period=arguments.unit, until=arguments.until, today=timezone.now().date()
    )
    if counts.tally.rejected:
        output.say(f"Of {counts.tally.rows:,} rows {counts.tally.rejected:,} were rejected.")
    return cohorts.contracts_of(tuple(vintage for segment in counts.segments for vintage in segment.vintages))


def _pairs(texts: list[str]) -> dict[str, str]:
    from covalue.cli import imports

    return dict(imports.pair(text) for text in texts)


def _tell(model: str, fitted: Any, seconds: float) -> None:
    print(f"{model}: {fitted.customers:,} customers, log-likelihood {fitted.log_likelihood:,.2f}, {seconds:.2f} s")
    for name, value in fitted.parameters.items():
        low, high = fitted.intervals.get(name, (None, None))
        known = "not identified on its own" if low is None else f"95 % within {low:.4f} and {high:.4f}"
        print(f"  {name:<8}{value:>12.4f}   {known}")


def _tell_left_out(tally: Any) -> None:
    reasons = (
        (tally.undated, "without a date that can be read"),
        (tally.unnamed, "without a customer"),
        (tally.after, "after the last day"),
        (tally.returns, "with negative amounts (returns)"),
    )
    left = ", ".join(f"{number:,} {what}" for number, what in reasons if number)
    if left:
        output.say(f"Of {tally.lines:,} lines left out: {left}.")


def _them(names: tuple[str, ...]) -> str:
    return "it" if len(names) == 1 else "them"
