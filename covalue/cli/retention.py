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


def _contracts(asked: argparse.Namespace) -> int:
    from covalue.core import errors
    from covalue.retention import queries
    from covalue.retention.rules import Terms

    if asked.table is None:
        return _list(asked)
    found = [one for one in queries.standing() if asked.table in (str(one.pk), one.name)]
    if not found:
        raise errors.BadInput(f"There is no table {asked.table}. “covalue clv contracts” lists them.")
    table, terms = found[0], Terms(asked.discount, asked.margin, asked.ahead, asked.held)
    told = {
        "id": table.pk,
        "name": table.name,
        "period": table.period,
        "discount": terms.discount,
        "segments": [_segment(one) for one in queries.fitted(table, terms)],
    }
    if asked.json:
        output.as_json(told)
    else:
        _tell(told)
    return 0


def _list(asked: argparse.Namespace) -> int:
    from covalue.retention import queries

    rows = [queries.ListedTable(one, queries.segments_of(one)) for one in queries.standing()]
    told = [
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
    if asked.json:
        output.as_json(told)
        return 0
    if not told:
        output.say("No contracts have been saved. Import them under Portfolio, Retention.")
    for one in told:
        print(
            f"{one['id']:>5}  {one['name']:<40} {one['period']:<8}{one['contracts']:>12,} began, {one['running']:,} run"
        )
    return 0


def _segment(one: Any) -> dict[str, Any]:
    fit = one.fit
    told: dict[str, Any] = {
        "segment": one.name,
        "contracts": one.began,
        "running": one.running,
        "renewals": one.renewals,
        "refused": one.refused,
        "warnings": list(one.warnings),
    }
    if fit is None:
        return told
    return {
        **told,
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


def _tell(told: dict[str, Any]) -> None:
    print(f"{told['name']}, renewed every {told['period']}")
    for one in told["segments"]:
        print(f"  {one['segment']}: {one['contracts']:,} began, {one['running']:,} run")
        if one["refused"]:
            print(f"    {one['refused']}")
            continue
        alpha, beta = one["parameters"].values()
        value, low, high = one["lifetime"]
        print(f"    alpha {alpha:.4g}, beta {beta:.4g}, log-likelihood {one['log_likelihood']:,.2f}")
        print(
            f"    lifetime of a new one, discounted: {value:.2f} {told['period']}s, 95 % within {low:.2f} and {high:.2f}"
        )
        if one["worth"]:
            print("    worth {:,.2f}, 95 % within {:,.2f} and {:,.2f}".format(*one["worth"]["at_start"]))
        if one["check"]:
            check = one["check"]
            print(
                f"    {check['held']} periods held out: {100 * check['model_error']:.2f} points off, "
                f"constant retention {100 * check['naive_error']:.2f}"
            )
        for warning in one["warnings"]:
            output.say(f"{one['segment']}: {warning}")
