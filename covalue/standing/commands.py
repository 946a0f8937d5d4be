"""A customer's scorecard of us, brought in from a file."""

import argparse
import json
from pathlib import Path
from typing import Any

FIELDS = "criterion weight score target guess driver remark"


def add_imports(parts: Any) -> None:
    """Add `import scorecard` to the parts of `import`."""
    part = parts.add_parser(
        "scorecard",
        help="how a customer rates us, from a file of theirs",
        description="A row for each criterion, from CSV, Excel, OpenDocument or Parquet. All or nothing: every row that is "
        "wrong is named.",
        epilog=f"Fields: {FIELDS}. Columns with a usual heading need no --map.",
    )
    part.add_argument("file", type=Path, metavar="FILE")
    part.add_argument("--account", required=True, type=int, metavar="ID", help="number of the account")
    part.add_argument("--owner", required=True, metavar="EMAIL", help="who of us brings it in")
    part.add_argument("--name", required=True, help="what they call it")
    part.add_argument("--period", required=True, help="their period, as they write it")
    part.add_argument("--ends-on", required=True, metavar="DAY", help="last day of the period, such as 2026-09-30")
    part.add_argument("--worst", required=True, metavar="SCORE", help="worst score of their scale")
    part.add_argument("--best", required=True, metavar="SCORE", help="best score of their scale")
    part.add_argument("--overall", metavar="SCORE", help="their overall score, as they give it")
    part.add_argument("--received-on", metavar="DAY", help="the day it came")
    part.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help="default: by the headings")
    part.add_argument("--dry-run", action="store_true", help="show what would be added, and change nothing")
    part.add_argument("--json", action="store_true", help="print the result as JSON")
    part.set_defaults(run=_scorecard)


def _scorecard(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.accounts import queries as accounts
    from covalue.core import errors
    from covalue.core.events import Actor
    from covalue.people import queries as people
    from covalue.standing import scorecard_form
    from covalue.standing.actions import scorecards
    from covalue.standing.inputs import ScorecardHead
    from covalue.web import inputs

    user = people.by_email(arguments.owner)
    if user is None or user.is_guest or not user.is_active:
        raise errors.BadInput(f"Nobody of us has the address {arguments.owner}.")
    try:
        account = accounts.get(user, arguments.account)
    except errors.NotFound:
        raise errors.BadInput(f"{arguments.owner} has no account {arguments.account}.") from None
    if not arguments.file.is_file():
        raise errors.BadInput(f"There is no file {arguments.file}.")
    names = ("name", "period", "ends_on", "worst", "best", "overall", "received_on")
    head = inputs.read(
        ScorecardHead, {name: value for name in names if (value := getattr(arguments, name)) is not None}
    )
    mapping = scorecard_form.mapping_of("\n".join(arguments.map))
    lines = scorecard_form.right(scorecard_form.read_file(arguments.file, mapping))
    result: dict[str, Any] = {"scorecard": None, "criteria": [line.model_dump(mode="json") for line in lines]}
    if not arguments.dry_run:
        actor, values = Actor(user=user, origin="command line"), head.with_rows({})
        card = scorecards.add(actor, account=account, values=values, lines=lines, now=timezone.now())
        result["scorecard"] = card.pk
    if arguments.json:
        print(json.dumps(result, indent=2))
        return 0
    for line in lines:
        print(f"{line.criterion}: {'–' if line.score is None else line.score}")
    done = "would be added" if arguments.dry_run else "added"
    print(f"1 scorecard {done}, {len(lines)} criteria")
    return 0
