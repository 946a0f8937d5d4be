"""Customers by value, by how steadily they buy, and by when, how often and how much."""

import argparse
from typing import Any

from covalue.cli import output


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    part = commands.add_parser("segments", help="customers by ABC, XYZ and recency, frequency, money")
    part.add_argument("--months", type=int, default=12, metavar="N", help="whole months included (default 12)")
    part.add_argument(
        "--basis", choices=["net", "margin", "contribution", "lifetime"], default="net", help="what they are ranked by"
    )
    part.add_argument("--top", type=int, default=20, metavar="N", help="how many customers (default 20)")
    part.add_argument("--json", action="store_true", help="print the result as JSON")
    part.set_defaults(run=_segments)


def _segments(arguments: argparse.Namespace) -> int:
    from covalue.segmentation import queries, rules
    from covalue.segmentation.rules import Basis, Settings

    if not rules.SHORTEST_MONTHS <= arguments.months <= rules.LONGEST_MONTHS:
        output.say(f"--months must be between {rules.SHORTEST_MONTHS} and {rules.LONGEST_MONTHS}.")
        return 2
    result = queries.of_base(Settings(months=arguments.months, basis=Basis(arguments.basis)), top=max(0, arguments.top))
    if arguments.json:
        output.as_json(result)
        return 0
    if not result["customers"]:
        output.say("The ledger has no lines in this period. Import them with “covalue import ledger FILE”.")
    for row in result["accounts"]:
        print(
            f"{row['abc']}{row['xyz']}  {row['recency']}{row['frequency']}{row['money']}  {row['rfm']:<10}"
            f"{row['net']:>16,.2f}  {row['key']:<14} {row['name']}"
        )
    print("   ".join(f"{segment['segment']} {segment['customers']}" for segment in result["segments"]))
    output.say_of_currencies(result)
    if result["caveat"]:
        from covalue.lifetime.rules import EXPECTED_MARGIN

        name = str(EXPECTED_MARGIN) if arguments.basis == "lifetime" else "Contribution"
        output.say(f"{name} is {result['caveat']}.")
    return 0
