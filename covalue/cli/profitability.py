"""What customers leave after the cost of serving them."""

import argparse
from typing import Any

from covalue.cli import output


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    part = commands.add_parser("profitability", help="customers by net contribution, and the whale curve")
    part.add_argument("--period", required=True, metavar="PERIOD", help="2026, 2026-Q1 or 2026-03")
    part.add_argument("--top", type=int, default=20, metavar="N", help="how many customers (default 20)")
    part.add_argument("--json", action="store_true", help="print the result as JSON")
    part.set_defaults(run=_profitability)


def _profitability(arguments: argparse.Namespace) -> int:
    from covalue.core import errors
    from covalue.profitability import queries, rules

    try:
        period = rules.period_named(arguments.period)
    except errors.BadInput as refused:
        output.say(refused.sentence)
        return 2
    result = queries.of_base(period, top=max(0, arguments.top))
    if arguments.json:
        output.as_json(result)
        return 0
    if not result["customers"]:
        output.say("The ledger has no lines in this period. Import them with “covalue import ledger FILE”.")
    for row in result["accounts"]:
        left = "unknown" if row["contribution"] is None else f"{row['contribution']:,.2f}"
        print(f"{left:>16}  {row['net']:>16,.2f}  {row['cost_to_serve']:>14,.2f}  {row['key']:<14} {row['name']}")
    print(
        f"{result['contribution']:>16,.2f}  {result['net']:>16,.2f}  {result['cost_to_serve']:>14,.2f}  {result['currency']} in all"
    )
    output.say_of_currencies(result)
    if result["unknown"]:
        output.say(f"Cost of goods unknown for {result['unknown']} customers: their contribution is not counted.")
    if result["caveat"]:
        output.say(f"Contribution is {result['caveat']}.")
    return 0
