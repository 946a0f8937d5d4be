"""Rounds by page and by program; above all that nobody sees what another gives while people rate."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import TeamRole
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from covalue.selection import watchlist
from covalue.selection.actions import decisions, rounds
from covalue.selection.models import CriteriaSet, Rating, Round, Trigger
from covalue.selection.queries import rating as rating_queries
from covalue.selection.queries import rounds as rounds_queries
from covalue.selection.rules import CheckKind, Decision, Purpose
from covalue.selection.tests import samples
from covalue.selection.tests.samples import director
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
HOME = "/portfolio/selection/"
SECRET = "The owner drinks"


@pytest.fixture
def dora(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


def addresses(round: Round) -> list[str]:
    """Every page of a round and its candidates."""
    found = [reverse(f"selection:{name}", args=[round.pk]) for name in ("round", "export")]
    for one in round.candidates.all():
        found += [reverse(f"selection:{name}", args=[one.pk]) for name in ("candidate", "rate", "dossier", "letter")]
        found.append(f"/a/{one.account_id}/")
        found.append(f"/a/{one.account_id}/history/")
    return [*found, HOME, f"{HOME}watchlist/", f"{HOME}matrix/", "/portfolio/", "/"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SAM])
def test_while_people_rate_no_page_and_no_operation_tells_what_another_gave(
    role: Role, world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    round = samples.opened(world)
    samples.give(world, round, Role.SAM, world.energy, 9, 1, 8, 0, evidence=SECRET)
    if role in (Role.UNIT_LEAD, Role.COACH):
        samples.give_all(world, round, role, 5, 5, 5, 10)
    client, program = signed_in(world.user(role)), called_by(world.user(role))
    for path in addresses(round):
        assert SECRET not in client.get(path).content.decode(errors="ignore"), path
    candidates = round.candidates.values_list("pk", flat=True)
    paths = [
        f"/rounds/{round.pk}",
        f"/rounds/{round.pk}/picture",
        "/rounds",
        *(f"/candidates/{c}/ratings" for c in candidates),
    ]
    for path in paths:
        assert SECRET not in program.get(f"/api/v1{path}").content.decode(), path


def test_one_sees_what_one_gave_oneself_and_after_the_close_what_all_gave(
    world: World, signed_in: Callable[..., Client]
) -> None:
    round = samples.opened(world)
    for role in (Role.SAM, Role.UNIT_LEAD, Role.COACH):
        samples.give_all(world, round, role, 9, 5, 5, 10)
    ines, una = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.UNIT_LEAD))
    candidate = samples.candidate(round, world.energy)
    page = ines.get(reverse("selection:rate", args=[candidate.pk])).content.decode()
    assert "They said so" in page and "you lead this account" not in page, "she leads the group above"
    assert una.get(reverse("selection:candidate", args=[candidate.pk])).status_code == 409
    rounds.close_rating(director(world), round, now=NOW)
    assert "Ines Moreau: They said so" in una.get(reverse("selection:candidate", args=[candidate.pk])).content.decode()


def test_rating_keeps_what_was_typed_when_it_is_refused(world: World, signed_in: Callable[..., Client]) -> None:
    round = samples.opened(world, candidates=[world.energy])
    ines, path = signed_in(world.user(Role.SAM)), reverse("selection:rate", args=[round.candidates.get().pk])
    grow, partner = (samples.criterion(round, name).pk for name in ("Growth potential", "Willing to partner"))
    answer = ines.post(path, {f"score-{grow}": "7", f"score-{partner}": "99", f"evidence-{grow}": SECRET})
    assert answer.status_code == 422 and SECRET in answer.content.decode() and not Rating.objects.exists()
    answer = ines.post(path, {f"score-{grow}": "7", f"score-{partner}": "none", f"evidence-{grow}": SECRET})
    assert answer.status_code == 302
    assert sorted(Rating.objects.values_list("score", flat=True), key=str) == [7, None]


def test_a_rater_walks_from_candidate_to_candidate_and_finishes(world: World, signed_in: Callable[..., Client]) -> None:
    round = samples.opened(world)
    ines = signed_in(world.user(Role.SAM))
    first, second, third = (
        reverse("selection:rate", args=[pk]) for pk in round.candidates.values_list("pk", flat=True)
    )
    sent = {f"score-{one.pk}": "10" for one in rating_queries.judged_criteria(round)}
    sent |= {f"evidence-{one.pk}": "seen" for one in rating_queries.judged_criteria(round)}
    for here, there in ((first, second), (second, third), (third, reverse("selection:round", args=[round.pk]))):
        assert ines.post(here, sent).headers["Location"] == there
    assert ines.post(reverse("selection:finish", args=[round.pk])).status_code == 302
    assert "You have finished" in ines.get(reverse("selection:round", args=[round.pk])).content.decode()
    assert ines.post(reverse("selection:reopen", args=[round.pk])).status_code == 302
    assert ines.post(reverse("selection:leave", args=[samples.rater(world, round, Role.SAM).pk])).status_code == 302
    assert "You left this round" in ines.get(reverse("selection:round", args=[round.pk])).content.decode()


def test_the_first_round_begins_with_criteria(dora: Client) -> None:
    assert dora.get(f"{HOME}new/").headers["Location"] == f"{HOME}criteria/new/"
    page = dora.get(f"{HOME}criteria/new/").content.decode()
    assert "Willing to partner" in page and "An executive of theirs" in page


def table(page: str) -> dict[str, list[str]]:
    """What the page of criteria would send again."""
    names = ("name", "weight", "bottom", "top")
    sent = {name: re.findall(rf'<input[^>]*name="{name}" value="([^"]*)"', page) for name in names}
    for name in ("low", "middle", "high"):
        sent[name] = re.findall(rf'<textarea name="{name}"[^>]*>([^<]*)</textarea>', page)
    for name in ("axis", "figure"):
        selects = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        picked = [re.search(r'value="([^"]*)" selected', one) for one in selects]
        sent[name] = [one.group(1) if one else ("worth" if name == "axis" else "") for one in picked]
    return sent


def test_criteria_are_kept_as_typed_and_refused_without_losing_a_word(dora: Client) -> None:
    path = f"{HOME}criteria/new/"
    sent = {**table(dora.get(path).content.decode()), "purpose": "selection"}
    sent["weight"][0] = "20"
    refused = dora.post(path, {**sent, "title": "Ours", "keep": ""})
    text = refused.content.decode()
    assert refused.status_code == 422 and "add up to 95 %, not 100 %" in text
    assert "could be three times as large within three years" in text and not CriteriaSet.objects.exists()
    brought = dora.post(path, {**sent, "title": "Ours", "normalise": ""}).content.decode()
    again = {**table(brought), "purpose": "selection", "title": "Ours", "keep": ""}
    assert dora.post(path, again).status_code == 302
    kept = CriteriaSet.objects.get()
    assert (kept.name, kept.criteria.count()) == ("Ours", 8)
    edit = reverse("selection:criteria", args=[kept.pk])
    changed = {**table(dora.get(edit).content.decode()), "title": "Ours, sharper", "keep": ""}
    changed["name"][7] = ""
    assert dora.post(edit, changed).status_code == 302
    assert [(one.version, one.criteria.count()) for one in rounds_queries.current_sets()] == [(2, 7)]
    assert dora.post(edit, changed).status_code == 404, "what was replaced is not edited again"


def test_a_broken_number_in_the_table_is_named(dora: Client) -> None:
    sent = {"name": ["Net", "Fit"], "axis": ["worth", "fit"], "weight": ["abc", "100"], "low": ["", "x"], "middle": ["", ""],
            "high": ["", "y"], "figure": ["net", ""], "bottom": ["0", ""], "top": ["1e400", ""], "purpose": "selection", "title": "x"}  # fmt: skip
    answer = dora.post(f"{HOME}criteria/new/", sent)
    assert answer.status_code == 422 and "Net: “abc” is not a number." in answer.content.decode()


def test_a_new_round_by_page(world: World, dora: Client) -> None:
    chosen = samples.criteria()
    sent = {
        "name": "Autumn", "criteria": chosen.pk, "places": "", "hours": "900", "hours_each": "300", "fit_share": 50,
        "worth_border": 50, "fit_border": 50, "candidates": [world.orsa.pk, world.energy.pk], "raters": [world.user(Role.SAM).pk],
    }  # fmt: skip
    answer = dora.post(f"{HOME}new/", {**sent, "hours": ""})
    assert (
        answer.status_code == 422
        and "Enter the number of slots, or the hours to calculate them" in answer.content.decode()
    )
    assert dora.post(f"{HOME}new/", sent).status_code == 302
    made = Round.objects.get()
    assert (made.places, made.candidates.count(), made.raters.count()) == (3, 2, 1)
    guest = world.user(Role.CUSTOMER_GUEST)
    assert dora.post(f"{HOME}new/", {**sent, "raters": [guest.pk]}).status_code == 422


def test_more_candidates_by_name_by_lines_and_by_class(world: World, dora: Client) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    address, page = reverse("selection:add-candidates", args=[round.pk]), reverse("selection:round", args=[round.pk])

    def there() -> set[str]:
        return {one.account.name for one in rating_queries.standing_candidates(round)}

    assert dora.post(address, {"one": f"{world.energy.name} · #{world.energy.pk}"}).status_code == 302
    assert there() == {world.orsa.name, world.energy.name}
    undo = dora.get(page).content.decode()
    assert "is a candidate." in undo and "withdraw" in undo
    dora.post(address, {"one": world.energy.name})
    assert "It was already a candidate." in dora.get(page).content.decode()
    lines = f"{world.wind.name.upper()}\n\n Nobody Ltd \n{world.orsa.name}\n"
    refused = dora.post(address, {"many": lines})
    told_so = refused.content.decode()
    assert refused.status_code == 422 and "“Nobody Ltd”: There is no account with this name" in told_so
    assert world.wind.name.upper() in told_so and there() == {world.orsa.name, world.energy.name}
    dora.post(address, {"many": lines.replace("Nobody Ltd", world.group.name)})
    assert there() == {world.orsa.name, world.energy.name, world.wind.name, world.group.name}
    assert "2 accounts are candidates now. 1 was one already." in dora.get(page).content.decode()


def test_everybody_of_a_class_becomes_a_candidate(world: World, dora: Client) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    dora.post(reverse("selection:add-candidates", args=[round.pk]), {"everybody": world.energy.account_class})
    assert {one.account.account_class for one in round.candidates.exclude(account=world.orsa)} == {
        world.energy.account_class
    }
    assert round.candidates.filter(account=world.energy).exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Name at least one account."),
        ({"one": "#99999999"}, "There is no account with this name to choose here"),
        ({"many": "\n".join(str(n) for n in range(600))}, "At most 500 accounts at once."),
        ({"everybody": "dear"}, "dear"),
        ({"one": "<script>x</script>"}, "&lt;script&gt;x"),
    ],
)
def test_candidates_that_cannot_be_are_told_and_stay_typed(
    sent: dict[str, str], said: str, world: World, dora: Client
) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    answer = dora.post(reverse("selection:add-candidates", args=[round.pk]), sent)
    assert answer.status_code == 422 and said in answer.content.decode() and "<script>x" not in answer.content.decode()
    assert round.candidates.count() == 1


def test_the_meeting_by_page(world: World, dora: Client, signed_in: Callable[..., Client]) -> None:
    round = samples.closed(world)
    candidate, partner = samples.candidate(round, world.orsa), samples.criterion(round, "Willing to partner")
    agree = reverse("selection:agree", args=[candidate.pk, partner.pk])
    refused = dora.post(agree, {"score": "7", "reason": ""})
    assert refused.status_code == 422 and 'value="7"' in refused.content.decode()
    assert dora.post(agree, {"score": "7", "reason": "Seen"}).status_code == 302
    decide = reverse("selection:decide", args=[candidate.pk])
    assert dora.post(decide, {"decision": "select", "reason": " "}).status_code == 422
    assert dora.post(decide, {"decision": "select", "reason": "Fits"}).status_code == 302
    other = reverse("selection:decide", args=[samples.candidate(round, world.energy).pk])
    full = dora.post(other, {"decision": "select", "reason": "Fits too"})
    assert (
        full.status_code == 409
        and "Fits too" in full.content.decode()
        and "The one slot is taken" in full.content.decode()
    )
    ines = signed_in(world.user(Role.SAM))
    page = ines.get(reverse("selection:candidate", args=[candidate.pk])).content.decode()
    assert "Agreed in the meeting" not in page and 'name="decision"' not in page
    sheet = dora.get(reverse("selection:export", args=[round.pk]) + "?format=xlsx")
    assert sheet.status_code == 200 and b"".join(sheet.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert "Orsa Paper" in dora.get(f"{HOME}matrix/").content.decode()


def test_a_matrix_without_a_round_invites_to_one(dora: Client) -> None:
    assert "Start a selection round" in dora.get(f"{HOME}matrix/").content.decode()


def test_the_picture_of_many_asks_few_questions(world: World, dora: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    many = [accounts.create(US, name=f"Customer {n}", now=NOW) for n in range(20)]
    round = samples.closed(world, candidates=many)
    with django_assert_max_num_queries(24):
        assert dora.get(reverse("selection:round", args=[round.pk])).status_code == 200
    with django_assert_max_num_queries(30):
        assert dora.get(reverse("selection:candidate", args=[round.candidates.first().pk])).status_code == 200


def test_the_same_by_program(world: World, called_by: Callable[..., Client]) -> None:
    dora, ines = called_by(world.user(Role.PROGRAM_DIRECTOR)), called_by(world.user(Role.SAM))
    chosen = api.post(dora, "/criteria-sets", {
        "name": "Ours", "purpose": "selection",
        "criteria": [
            {"axis": "worth", "name": "Growth", "weight": "100", "low": "none", "high": "much"},
            {"axis": "fit", "name": "Partner", "weight": "100", "low": "no", "high": "yes"},
        ],
    })  # fmt: skip
    growth, partner = (one["id"] for one in chosen["criteria"])
    made = api.post(dora, "/rounds", {
        "name": "By program", "criteria": chosen["id"], "candidates": [world.energy.pk], "raters": [world.user(Role.SAM).pk],
        "places": 1,
    })  # fmt: skip
    candidate = made["candidates"][0]["id"]
    assert api.told(dora.get(f"/api/v1/rounds/{made['id']}/picture"), 409)
    ratings = [{"criterion": growth, "score": 9, "evidence": "x"}, {"criterion": partner, "score": 7}]
    api.post(ines, f"/candidates/{candidate}/ratings", {"ratings": ratings}, status=200)
    assert api.get(dora, f"/candidates/{candidate}/ratings") == []
    api.post(ines, f"/rounds/{made['id']}/finish", status=200)
    api.post(dora, f"/rounds/{made['id']}/close", {}, status=200)
    [row] = api.get(ines, f"/rounds/{made['id']}/picture")
    assert (row["fit"], row["worth"], row["proposed"], row["among_places"]) == (70, 90, True, 1.0)
    changed = api.patch(
        dora, f"/rounds/{made['id']}", {"fit_border": 80}, api.get(dora, f"/rounds/{made['id']}")["version"]
    )
    assert changed["fit_border"] == 80
    [row] = api.get(ines, f"/rounds/{made['id']}/picture")
    assert (row["proposed"], row["why"]) == (False, "fit_low")
    api.post(dora, f"/candidates/{candidate}/decision", {"decision": "develop", "reason": "Soon"}, status=200)
    assert api.post(dora, f"/rounds/{made['id']}/end", status=200)["state"] == "decided"


def test_what_the_books_say_is_taken_with_all_below(world: World, tmp_path: Path) -> None:
    """Group counts what Energy and Wind buy; who buys nothing is known to be worth nothing of it."""
    sold.import_lines(tmp_path, sold.lines())
    chosen = [world.group, world.energy]
    round = samples.opened(world, candidates=chosen, by=samples.starting_criteria())
    group, energy = (samples.candidate(round, one).figures for one in chosen)
    assert Decimal(group["net"]) >= Decimal(energy["net"]) and round.figures_to is not None
    rate = rating_queries.rate_page(world.user(Role.SAM), samples.candidate(round, world.energy))
    assert [criterion.name for criterion, _points, _figure in rate.by_ledger] == ["Net revenue", "Lifetime value"]


def test_the_watchlist_says_which_rule_fired_on_which_figure(
    world: World, dora: Client, signed_in: Callable[..., Client]
) -> None:
    page = watchlist.watch_page(world.user(Role.PROGRAM_DIRECTOR), TODAY.replace(year=2027))
    [watched] = page.watched
    assert watched.account == world.energy
    assert {check.trigger for check in watched.fired} == {CheckKind.SILENT, CheckKind.NOT_ASSESSED}
    assert "never, Strategic since 1 Feb 2023" in [check.figure for check in watched.fired]
    accounts.leave_team(US, membership=world.energy.memberships.get(team_role=TeamRole.SPONSOR), now=NOW)
    again = watchlist.watch_page(world.user(Role.PROGRAM_DIRECTOR), TODAY)
    assert CheckKind.NO_SPONSOR in {check.trigger for check in again.watched[0].fired}
    assert dora.post(f"{HOME}watchlist/no_sponsor/", {"border": "1"}).status_code == 302
    assert not Trigger.objects.get().on
    quiet = watchlist.watch_page(world.user(Role.PROGRAM_DIRECTOR), TODAY)
    assert CheckKind.NO_SPONSOR not in {check.trigger for check in quiet.watched[0].fired}
    assert watchlist.watch_page(world.stranger, TODAY).watched == (), "Nils sees his own accounts only"
    assert dora.post(f"{HOME}watchlist/no_sponsor/", {"border": "-1"}).status_code == 422
    assert dora.get(f"{HOME}watchlist/").status_code == 200
    assert signed_in(world.user(Role.ANALYST)).get(f"{HOME}watchlist/").status_code == 200


def test_the_dossier_and_the_letter_by_page(world: World, dora: Client) -> None:
    round = samples.closed(world, candidates=[world.energy], purpose=Purpose.ASSESSMENT)
    candidate = samples.candidate(round, world.energy)
    path = reverse("selection:dossier", args=[candidate.pk])
    sent = {
        "hours": "400", "expected": "50000", "instead": world.orsa.pk, "instead_hours": "200", "instead_expected": "60000",
        "coverage": "Key account manager", "transition": "Tell the COO", "told_by": world.user(Role.SAM).pk,
    }  # fmt: skip
    wrong = dora.post(path, {**sent, "hours": "0"})
    assert wrong.status_code == 422 and "Tell the COO" in wrong.content.decode()
    half = dora.post(path, {**sent, "instead_hours": ""})
    assert half.status_code == 422 and "which account the hours would go to" in half.content.decode()
    assert "Tell the COO" in half.content.decode(), "what was typed is still there"
    assert dora.post(path, sent).status_code == 302
    accounts.edit(US, account=world.energy, currency="USD", now=NOW)
    assert "€70k" in dora.get(path).content.decode(), "two accounts are compared, so it is the currency of figures"
    decisions.decide(director(world), candidate, Decision.DESELECT, "Only takes", now=NOW)
    decisions.end_round(director(world), round, now=NOW)
    letter = reverse("selection:letter", args=[candidate.pk])
    assert "no longer a strategic account" in dora.get(letter).content.decode()
    assert dora.post(letter, {"subject": "x", "body": "", "to": []}).status_code == 422
    to = [user.pk for user in rounds_queries.concerned(candidate)]
    assert dora.post(letter, {"subject": "Told", "body": "As decided", "to": to}).status_code == 302
    assert "As decided" in dora.get(letter).content.decode()
