"""By when an agreement is to be given notice of."""

import argparse
from typing import Any

from covalue.cli import output, values


def add_to(commands: Any) -> None:
    """Add this part's command to the command line."""
    notice = commands.add_parser(
        "notice",
        help="the last day of notice of an agreement",
        description="From the end of the agreement and its clause, such as “six months prior” or “30 business days before”. "
        "How the clause was read is always said; a clause that is not read is refused with the reason.",
    )
    notice.add_argument("--end", type=values.day, metavar="DATE", help="last day of the agreement")
    notice.add_argument("--clause", required=True, metavar="TEXT", help="the clause as the contract has it")
    notice.add_argument(
        "--country", default="", metavar="CODE", help="whose business days count, such as GB, or GB-ENG for a part"
    )
    notice.add_argument("--start", type=values.day, metavar="DATE", help="first day of the agreement")
    notice.add_argument("--on", type=values.day, metavar="DATE", help="the day the state is told of: today")
    notice.add_argument("--json", action="store_true", help="print the result as JSON")
    notice.set_defaults(run=_notice, prepare=lambda arguments: None)  # it asks no workspace


def _notice(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.agreements.notice import notice_by

    found = notice_by(arguments.end, arguments.clause, arguments.country, start=arguments.start)
    state = found.state(arguments.on or timezone.localdate())
    if arguments.json:
        output.as_json({"notice_by": found.notice_by, "state": state.value, "read_as": found.read_as})
        return 0
    print(f"{found.notice_by or 'no day of notice'} ({state.value})")
    print(f"  read as: {found.read_as}")
    return 0
