"""Tables of contracts that are kept, with their fits."""

import argparse
from decimal import Decimal
from typing import Any

from covalue.cli import output


def add_to(parts: Any) -> None:
    """Add to what `covalue clv` does."""
    part = parts.add_parser(
        "contracts",
        help="the saved contract tables, with their fits",
        description="Without TABLE the list; with its number or name the shifted-beta-geometric fit of each segment.",
    )
    part.add_argument("table", nargs="?", metavar="TABLE", help="number or name of a table")
    part.add_argument("--discount", type=Decimal, default=Decimal("0.1"), metavar="RATE", help="a year (default 0.1)")
    part.add_argument("--margin", type=Decimal, metavar="AMOUNT", help="of a contract a year (default: as saved)")
    part.add_argument("--ahead", type=int, metavar="N", help="periods beyond the known ones")
    part.add_argument("--held", type=int, metavar="N", help="periods held out for the test (default two fifths)")
    part.add_argument("--json", action="store_true", help="print the result as JSON")
    part.set_defaults(run=_contracts)


def _contracts(arguments: argparse.Namespace) -> int:
    from covalue.core import errors
    from covalue.retention import queries
    from covalue.retention.rules import Terms

    if arguments.table is None:
        return _list(arguments)
    tables = [table for table in queries.standing() if arguments.table in (str(table.pk), table.name)]
    if not tables:
        raise errors.BadInput(f"There is no table {arguments.table}. “covalue clv contracts” lists them.")
    table, terms = tables[0], Terms(arguments.discount, arguments.margin, arguments.ahead, arguments.held)
    result = {
        "id": table.pk,
        "name": table.name,
        "period": table.period,
        "discount": terms.discount,
        "segments": [_segment(segment) for segment in queries.fitted(table, terms)],
    }
    if arguments.json:
        output.as_json(result)
    else:
        _tell(result)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from covalue.retention import queries

    rows = [queries.ListedTable(table, queries.segments_of(table)) for table in queries.standing()]
    entries = [
        {
            "id": row.table.pk,
            "name": row.table.name,
            "period": row.table.period,
            "contracts": row.begun,
            "running": row.there,
            "renewals": row.known,
            "changed_at": row.table.changed_at,
        }
        for row in rows
    ]
    if arguments.json:
        output.as_json(entries)
        return 0
    if not entries:
        output.say("No contracts have been saved. Import them under Portfolio, Retention.")
    for entry in entries:
        print(
            f"{entry['id']:>5}  {entry['name']:<40} {entry['period']:<8}{entry['contracts']:>12,} began, "
            f"{entry['running']:,} run"
        )
    return 0


def _segment(segment: Any) -> dict[str, Any]:
    fit = segment.fit
    result: dict[str, Any] = {
        "segment": segment.name,
        "contracts": segment.began,
        "running": segment.running,
        "renewals": segment.renewals,
        "refused": segment.refused,
        "warnings": list(segment.warnings),
    }
    if fit is None:
        return result
    return {
        **result,
        "model": "sbg",
        "parameters": fit.parameters,
        "intervals": fit.intervals,
        "log_likelihood": fit.log_likelihood,
        "constant_retention": fit.constant_retention,
        "lifetime": _band(fit.lifetime),
        "lifetime_after_renewal": _band(fit.lifetime_after_renewal),
        "check": {
            "known": fit.check.known,
            "held": fit.check.held,
            "model_error": fit.check.model_error,
            "naive_error": fit.check.naive_error,
        }
        if fit.check
        else None,
        "worth": {
            "margin": fit.money.margin,
            "at_start": fit.money.at_start,
            "after_renewal": fit.money.after_renewal,
            "running": fit.money.running,
        }
        if fit.money
        else None,
        "survival": [
            {
                "period": row.period,
                "observed": row.observed,
                "model": row.model.value,
                "low": row.model.low,
                "high": row.model.high,
            }
            for row in fit.periods
        ],
    }


def _band(estimate: Any) -> list[float]:
    return [estimate.value, estimate.low, estimate.high]


def _tell(result: dict[str, Any]) -> None:
    print(f"{result['name']}, renewed every {result['period']}")
    for segment in result["segments"]:
        print(f"  {segment['segment']}: {segment['contracts']:,} began, {segment['running']:,} run")
        if segment["refused"]:
            print(f"    {segment['refused']}")
            continue
        alpha, beta = segment["parameters"].values()
        value, low, high = segment["lifetime"]
        print(f"    alpha {alpha:.4g}, beta {beta:.4g}, log-likelihood {segment['log_likelihood']:,.2f}")
        print(
            f"    lifetime of a new one, discounted: {value:.2f} {result['period']}s, "
            f"95 % within {low:.2f} and {high:.2f}"
        )
        if segment["worth"]:
            print("    worth {:,.2f}, 95 % within {:,.2f} and {:,.2f}".format(*segment["worth"]["at_start"]))
        if segment["check"]:
            check = segment["check"]
            print(
                f"    {check['held']} periods held out: {100 * check['model_error']:.2f} points off, "
                f"constant retention {100 * check['naive_error']:.2f}"
            )
        for warning in segment["warnings"]:
            output.say(f"{segment['segment']}: {warning}")
