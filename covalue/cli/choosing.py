"""Where to invest: rounds, coverage and needs segments, as they stand."""

import argparse
from typing import Any

from covalue.cli import output


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    rounds = commands.add_parser(
        "rounds",
        help="selection rounds and their results",
        description="Without ROUND the list; with its number every candidate, once rating is closed.",
    )
    rounds.add_argument("round", nargs="?", type=int, metavar="ROUND", help="number of a round")
    rounds.set_defaults(run=_rounds)
    coverage = commands.add_parser("coverage", help="hours required, planned and missing, by account and person")
    coverage.set_defaults(run=_coverage)
    needs = commands.add_parser(
        "needs",
        help="saved needs segments, and who moved between two of them",
        description="Without SAVED the list; with its number its accounts; with --to who moved from the older to "
        "the newer.",
    )
    needs.add_argument("kept", nargs="?", type=int, metavar="SAVED", help="number of saved segments")
    needs.add_argument("--to", type=int, metavar="SAVED", help="those they are compared with")
    needs.set_defaults(run=_needs)
    for part in (rounds, coverage, needs):
        part.add_argument("--json", action="store_true", help="print the result as JSON")


def _rounds(arguments: argparse.Namespace) -> int:
    from covalue.core import errors
    from covalue.selection.models import Round
    from covalue.selection.queries.picture import picture_of

    if arguments.round is None:
        entries = [_round(round_) for round_ in Round.objects.filter(removed_at=None).order_by("-opened_at", "-id")]
        lines = [
            f"{entry['id']:>6}  {entry['state']:<10} {entry['candidates']:>4} candidates  {entry['name']}"
            for entry in entries
        ]
        return _tell(arguments, entries, lines, nothing="No round has been opened yet.")
    round_ = Round.objects.filter(pk=arguments.round, removed_at=None).first()
    if round_ is None:
        raise errors.BadInput(f"There is no round {arguments.round}. “covalue rounds” lists them.")
    picture = picture_of(round_)
    rows: list[dict[str, Any]] = [
        {
            "account": str(row.account),
            "worth": row.worth,
            "fit": row.fit,
            "together": row.together,
            "quadrant": row.quadrant,
            "proposed": row.proposed,
            "why": row.why,
            "among_places": row.among_places,
            "decision": row.candidate.decision,
            "reason": row.candidate.reason,
        }
        for row in picture.rows
    ]
    lines = [
        f"{_score(row['worth']):>5}  {_score(row['fit']):>5}  {row['among_places']:>5.0%}  {row['decision'] or 'open':<10} {row['account']}"
        for row in rows
    ]
    return _tell(arguments, {**_round(round_), "standings": rows}, lines, nothing="The round has no candidates.")


def _round(round_: Any) -> dict[str, Any]:
    return {
        "id": round_.pk,
        "name": round_.name,
        "purpose": round_.purpose,
        "state": round_.state,
        "places": round_.places,
        "candidates": round_.candidates.filter(withdrawn_at=None).count(),
        "due_on": round_.due_on,
        "opened_at": round_.opened_at,
        "decided_at": round_.decided_at,
    }


def _coverage(arguments: argparse.Namespace) -> int:
    from covalue.coverage import queries

    page = queries.coverage_of_all()
    result: dict[str, Any] = {
        "capacity": page.capacity,
        "hours": page.hours,
        "missing": page.missing,
        "more_places": page.free_places,
        "people": [
            {"name": person.user.name, "hours": person.hours, "capacity": person.capacity, "over": person.overloaded}
            for person in page.people
        ],
        "accounts": [
            {
                "name": row.account.name,
                "segment": row.segment,
                "asked": row.asked,
                "given": row.given,
                "missing": max(row.missing, 0),
            }
            for row in page.accounts
        ],
    }
    lines = [
        f"{row['given']:>8} of {row['asked']:>8} hours  {row['segment']:<10} {row['name']}"
        for row in result["accounts"]
    ]
    lines += [
        f"{person['hours']:>8} of {person['capacity'] or '?':>8} hours  {person['name']}" for person in result["people"]
    ]
    return _tell(arguments, result, lines, nothing="No account has a team or a coverage model yet.")


def _needs(arguments: argparse.Namespace) -> int:
    from covalue.needs import queries, rules

    segmentations = {segmentation.pk: segmentation for segmentation in queries.segmentations()}
    if arguments.kept is None:
        entries = [
            {"id": pk, "name": segmentation.name, "kept_at": segmentation.kept_at, "segments": _segments(segmentation)}
            for pk, segmentation in segmentations.items()
        ]
        return _tell(
            arguments,
            entries,
            [f"{entry['id']:>6}  {entry['name']}" for entry in entries],
            nothing="No segments have been saved yet.",
        )
    chosen = _kept(segmentations, arguments.kept)
    if arguments.to is None:
        rows = [
            {"account": account.name, "segment": account.segment, "ratings": account.scores}
            for account in queries.placed(chosen)
        ]
        return _tell(
            arguments, rows, [f"{row['segment']:<30} {row['account']}" for row in rows], nothing="They had no accounts."
        )
    before, after = sorted(
        (chosen, _kept(segmentations, arguments.to)), key=lambda segmentation: (segmentation.kept_at, segmentation.pk)
    )
    moved = [
        {
            "account": move.name,
            "before": move.before,
            "after": move.after,
            "ratings": [vars(change) for change in move.ratings],
        }
        for move in rules.moves(queries.placed(before), queries.placed(after))
    ]
    lines = [f"{move['before'] or '–'} → {move['after'] or '–'}  {move['account']}" for move in moved]
    return _tell(arguments, moved, lines, nothing="No accounts moved.")


def _kept(segmentations: dict[int, Any], number: int) -> Any:
    from covalue.core import errors

    if number not in segmentations:
        raise errors.BadInput(f"There are no segments {number}. “covalue needs” lists them.")
    return segmentations[number]


def _segments(segmentation: Any) -> dict[str, int]:
    return {cluster["name"]: len(cluster["accounts"]) for cluster in segmentation.clusters}


def _tell(arguments: argparse.Namespace, result: Any, lines: list[str], *, nothing: str) -> int:
    if arguments.json:
        output.as_json(result)
        return 0
    for line in lines:
        print(line)
    if not lines:
        output.say(nothing)
    return 0


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
