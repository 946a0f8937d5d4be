"""Figures of the portfolio, for people and programs."""

import argparse
from typing import Any

from covalue.cli import output, values


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    portfolio = commands.add_parser("portfolio", help="customers by net revenue, with their ABC class")
    portfolio.add_argument("--by", choices=["net"], default="net", help="what they are ranked by")
    portfolio.add_argument("--top", type=int, default=20, metavar="N", help="how many (default 20)")
    portfolio.add_argument("--from", dest="start", type=values.day, metavar="DATE", help="first day")
    portfolio.add_argument("--to", dest="end", type=values.day, metavar="DATE", help="last day")
    portfolio.add_argument("--json", action="store_true", help="print the result as JSON")
    portfolio.set_defaults(run=_portfolio)


def _portfolio(arguments: argparse.Namespace) -> int:
    from covalue.portfolio import queries

    ranking = queries.ranking_for_programs(start=arguments.start, end=arguments.end, top=arguments.top)
    if arguments.json:
        output.as_json(ranking)
        return 0
    if not ranking["accounts"]:
        output.say("The ledger has no lines in this period. Import them with “covalue import ledger FILE”.")
    for place, row in enumerate(ranking["accounts"], start=1):
        print(f"{place:>5}  {row['abc']}  {row['net']:>16,.2f}  {row['share']:>6.1%}  {row['key']:<14} {row['name']}")
    print(
        f"          {ranking['total']:>16,.2f}          {ranking['currency']} in all, "
        f"of which unassigned {ranking['unassigned']:,.2f}"
    )
    output.say_of_currencies(ranking)
    return 0
