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


def _rounds(asked: argparse.Namespace) -> int:
    from covalue.core import errors
    from covalue.selection.models import Round
    from covalue.selection.queries.picture import picture_of

    if asked.round is None:
        told = [_round(one) for one in Round.objects.filter(removed_at=None).order_by("-opened_at", "-id")]
        lines = [f"{one['id']:>6}  {one['state']:<10} {one['candidates']:>4} candidates  {one['name']}" for one in told]
        return _tell(asked, told, lines, nothing="No round has been opened yet.")
    found = Round.objects.filter(pk=asked.round, removed_at=None).first()
    if found is None:
        raise errors.BadInput(f"There is no round {asked.round}. “covalue rounds” lists them.")
    picture = picture_of(found)
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
    return _tell(asked, {**_round(found), "standings": rows}, lines, nothing="The round has no candidates.")


def _round(found: Any) -> dict[str, Any]:
    return {
        "id": found.pk,
        "name": found.name,
        "purpose": found.purpose,
        "state": found.state,
        "places": found.places,
        "candidates": found.candidates.filter(withdrawn_at=None).count(),
        "due_on": found.due_on,
        "opened_at": found.opened_at,
        "decided_at": found.decided_at,
    }


def _coverage(asked: argparse.Namespace) -> int:
    from covalue.coverage import queries

    page = queries.coverage_of_all()
    told: dict[str, Any] = {
        "capacity": page.capacity,
        "hours": page.hours,
        "missing": page.missing,
        "more_places": page.free_places,
        "people": [
            {"name": one.user.name, "hours": one.hours, "capacity": one.capacity, "over": one.overloaded}
            for one in page.people
        ],
        "accounts": [
            {
                "name": one.account.name,
                "segment": one.segment,
                "asked": one.asked,
                "given": one.given,
                "missing": max(one.missing, 0),
            }
            for one in page.accounts
        ],
    }
    lines = [
        f"{one['given']:>8} of {one['asked']:>8} hours  {one['segment']:<10} {one['name']}" for one in told["accounts"]
    ]
    lines += [f"{one['hours']:>8} of {one['capacity'] or '?':>8} hours  {one['name']}" for one in told["people"]]
    return _tell(asked, told, lines, nothing="No account has a team or a coverage model yet.")


def _needs(asked: argparse.Namespace) -> int:
    from covalue.needs import queries, rules

    kept = {segmentation.pk: segmentation for segmentation in queries.segmentations()}
    if asked.kept is None:
        told = [
            {"id": pk, "name": one.name, "kept_at": one.kept_at, "segments": _segments(one)} for pk, one in kept.items()
        ]
        return _tell(
            asked, told, [f"{one['id']:>6}  {one['name']}" for one in told], nothing="No segments have been saved yet."
        )
    chosen = _kept(kept, asked.kept)
    if asked.to is None:
        rows = [{"account": one.name, "segment": one.segment, "ratings": one.scores} for one in queries.placed(chosen)]
        return _tell(
            asked, rows, [f"{row['segment']:<30} {row['account']}" for row in rows], nothing="They had no accounts."
        )
    before, after = sorted((chosen, _kept(kept, asked.to)), key=lambda one: (one.kept_at, one.pk))
    moved = [
        {
            "account": one.name,
            "before": one.before,
            "after": one.after,
            "ratings": [vars(change) for change in one.ratings],
        }
        for one in rules.moves(queries.placed(before), queries.placed(after))
    ]
    lines = [f"{one['before'] or '–'} → {one['after'] or '–'}  {one['account']}" for one in moved]
    return _tell(asked, moved, lines, nothing="No accounts moved.")


def _kept(kept: dict[int, Any], asked: int) -> Any:
    from covalue.core import errors

    if asked not in kept:
        raise errors.BadInput(f"There are no segments {asked}. “covalue needs” lists them.")
    return kept[asked]


def _segments(kept: Any) -> dict[str, int]:
    return {cluster["name"]: len(cluster["accounts"]) for cluster in kept.clusters}


def _tell(asked: argparse.Namespace, told: Any, lines: list[str], *, nothing: str) -> int:
    if asked.json:
        output.as_json(told)
        return 0
    for line in lines:
        print(line)
    if not lines:
        output.say(nothing)
    return 0


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
