"""A round walked; what is refused, and that nothing changes then; what people gave stays theirs."""

from decimal import Decimal

import pytest
from django.core import mail

from covalue.accounts import actions as accounts
from covalue.accounts.models import AccountClass
from covalue.core import errors
from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.selection import actions, letters, queries, rules, tasks
from covalue.selection.actions import Given
from covalue.selection.models import Agreed, Candidate, CriteriaSet, Decision, Letter, Purpose, Rating, Round, State
from covalue.selection.rules import Axis, CriterionSheet, Why
from covalue.selection.tests import told
from covalue.selection.tests.told import SHEETS
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
RATERS = (Role.SAM, Role.UNIT_LEAD, Role.COACH)


def director(world: World):  # type: ignore[no-untyped-def]
    return told.actor(world.user(Role.PROGRAM_DIRECTOR))


def refused(sentence: str):  # type: ignore[no-untyped-def]
    return pytest.raises(errors.Refused, match=sentence)


def test_criteria_are_versions_and_rounds_keep_theirs(world: World) -> None:
    round = told.opened(world)
    newer = actions.keep_criteria(
        US, name="Ours", purpose=Purpose.SELECTION, sheets=SHEETS[:3], replaces=round.criteria_set, now=NOW
    )
    assert (newer.version, list(queries.current_sets())) == (2, [newer])
    round.refresh_from_db()
    assert round.criteria_set.criteria.count() == 4
    with refused("changed these criteria since"):
        actions.keep_criteria(
            US, name="x", purpose=Purpose.SELECTION, sheets=SHEETS, replaces=round.criteria_set, now=NOW
        )


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        (SHEETS[:2], "“Strategic fit” come to 60 %"),
        ((SHEETS[0],), "both: worth to us, and strategic fit"),
        (SHEETS[1:3], "both"),
        ((*SHEETS, SHEETS[0]), "same name"),
        ((SHEETS[0], CriterionSheet(Axis.FIT, "x", Decimal(100))), "what 0 and what 10 look like"),
        ((SHEETS[0], CriterionSheet(Axis.FIT, "x", Decimal(100), figure="net")), "not how it fits"),
        ((CriterionSheet(Axis.WORTH, "x", Decimal(100), figure="net"), *SHEETS[1:]), "which figure is 0 points"),
        ((CriterionSheet(Axis.WORTH, "x", Decimal(-1), "a", "", "b"), *SHEETS[1:]), "0 to 100"),
        ([SHEETS[1]] * 13, "At most 12"),
    ],
)
def test_criteria_that_would_mislead_are_refused(sheets: list[CriterionSheet], sentence: str, world: World) -> None:
    with refused(sentence):
        actions.keep_criteria(US, name="x", purpose=Purpose.SELECTION, sheets=sheets, now=NOW)
    assert not CriteriaSet.objects.exists() and not Event.objects.filter(verb="wrote criteria").exists()


def test_only_who_directs_opens_rounds(world: World) -> None:
    chosen = told.criteria()
    for role in set(Role) - {Role.PROGRAM_DIRECTOR}:
        with pytest.raises(errors.NotFound):
            actions.open_round(
                told.actor(world.user(role)), name="x", criteria_set=chosen, candidates=[], raters=[], now=NOW
            )


def test_places_follow_from_hours_and_bad_numbers_are_refused(world: World) -> None:
    chosen = told.criteria()
    asked = {"criteria_set": chosen, "candidates": [world.orsa], "raters": [], "now": NOW}
    made = actions.open_round(
        director(world), name="x", hours=Decimal(1_000), hours_each=Decimal(300), **asked  # type: ignore[arg-type]
    )  # fmt: skip
    assert made.places == 3
    for values, sentence in (
        ({"places": -1}, "0 to 500"), ({"fit_share": 10}, "one side alone would choose"), ({"fit_border": 0}, "between 1 and 99"),
        ({"due_on": NOW.date().replace(year=2020)}, "in the past"), ({"name": "  "}, "needs a name"),
    ):  # fmt: skip
        with refused(sentence):
            actions.open_round(director(world), **{"name": "x", **asked, **values})  # type: ignore[arg-type]


def test_a_guest_or_somebody_gone_is_not_asked(world: World) -> None:
    round = told.opened(world)
    people.deactivate(US, user=world.stranger, now=NOW)
    world.stranger.refresh_from_db()
    for user in (world.user(Role.CUSTOMER_GUEST), world.stranger):
        with refused("cannot rate"):
            actions.ask(director(world), round=round, user=user, now=NOW)


def test_what_one_gives_is_in_no_trail_and_in_no_other_eye(world: World) -> None:
    round = told.opened(world)
    told.give(world, round, Role.SAM, world.orsa, 9, 8, 2, 10, evidence="The CFO hates us")
    trail = repr(list(Event.objects.values()))
    assert "CFO" not in trail and Event.objects.filter(verb="rated").get().changes == {}
    for role in Role:
        seen = queries.given_to(world.user(role), round)
        assert seen.exists() == (role == Role.SAM), role
    with refused("still open"):
        queries.picture_of(round)


def test_finishing_wants_everything_and_a_word_for_strong_ratings(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    one = told.rater(world, round, Role.SAM)
    me = told.actor(world.user(Role.SAM))
    with refused("4 ratings are missing"):
        actions.finish(me, rater=one, now=NOW)
    told.give(world, round, Role.SAM, world.orsa, 9, 5, None, 0, evidence="")
    with refused("Orsa Paper, Room to grow: so strong"):
        actions.finish(me, rater=one, now=NOW)
    told.give(world, round, Role.SAM, world.orsa, 9, 5, None, 0)
    actions.finish(me, rater=one, now=NOW)
    assert Rating.objects.filter(score=None).count() == 1, "cannot judge is an answer"
    told.give(world, round, Role.SAM, world.orsa, 8)
    one.refresh_from_db()
    assert one.finished_at is None, "who changes something is not finished"


def test_nobody_rates_for_somebody_else_or_off_the_scale(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    one, candidate = told.rater(world, round, Role.SAM), told.candidate(round, world.orsa)
    asked = queries.judged_criteria(round)
    for who in (world.user(Role.COACH), world.user(Role.PROGRAM_DIRECTOR)):
        with pytest.raises(errors.NotFound):
            actions.rate(told.actor(who), rater=one, candidate=candidate, given=[Given(asked[0], 5)], now=NOW)
    for given, sentence in (((asked[0], 11), "0 to 10"), ((asked[3], 5), "0 to 10")):
        with refused(sentence):
            actions.rate(
                told.actor(world.user(Role.SAM)), rater=one, candidate=candidate, given=[Given(*given)], now=NOW
            )
    assert not Rating.objects.exists()


def test_closing_names_who_is_not_finished_and_leaves_their_ratings_out(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    with refused("Nobody has finished"):
        actions.close_rating(director(world), round=round, anyway=True, now=NOW)
    told.give_all(world, round, Role.SAM, 7, 7, 7, 10)
    told.give_all(world, round, Role.COACH, 0, 0, 0, 0, finish=False)
    with refused("Carl Aune"):
        actions.close_rating(director(world), round=round, now=NOW)
    actions.close_rating(director(world), round=round, anyway=True, now=NOW)
    row = queries.picture_of(round).rows[0]
    assert (row.standing.fit, row.standing.worth, row.standing.gates_met) == (70.0, 70.0, True)
    with refused("Rating is closed"):
        told.give(world, round, Role.COACH, world.orsa, 5)


def test_a_rater_who_leaves_counts_only_if_they_had_finished(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    told.give_all(world, round, Role.SAM, 8, 8, 8, 10)
    told.give_all(world, round, Role.COACH, 0, 0, 0, 0, finish=False)
    told.give_all(world, round, Role.UNIT_LEAD, 6, 6, 6, 10)
    leaving = told.rater(world, round, Role.COACH)
    actions.leave(told.actor(world.user(Role.COACH)), rater=leaving, now=NOW)
    actions.leave(director(world), rater=told.rater(world, round, Role.SAM), now=NOW)
    with refused("You left"):
        told.give(world, round, Role.COACH, world.orsa, 5)
    actions.close_rating(director(world), round=round, now=NOW)
    assert queries.picture_of(round).rows[0].standing.fit == 70.0
    with pytest.raises(errors.NotFound):
        actions.leave(told.actor(world.user(Role.UNIT_LEAD)), rater=_open_rater(world), now=NOW)


def _open_rater(world: World):  # type: ignore[no-untyped-def]
    return told.rater(world, told.opened(world, by=told.starting_criteria()), Role.SAM)


def test_who_left_and_is_asked_again_finds_what_they_gave(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    told.give(world, round, Role.COACH, world.orsa, 5)
    actions.leave(director(world), rater=told.rater(world, round, Role.COACH), now=NOW)
    again = actions.ask(director(world), round=round, user=world.user(Role.COACH), now=NOW)
    assert again.left_at is None and again.given.count() == 1


def test_all_ratings_equal_is_no_trouble(world: World) -> None:
    round = told.opened(world, places=2)
    for role in RATERS:
        told.give_all(world, round, role, 6, 6, 6, 10)
    actions.close_rating(director(world), round=round, now=NOW)
    picture = queries.picture_of(round)
    assert [row.why for row in picture.rows] == [None, None, Why.NO_PLACE] and picture.open_talks == 0
    assert [row.account for row in picture.rows] == [world.orsa, world.energy, world.wind], (
        "in the order of the candidates"
    )


def test_an_account_merged_in_the_middle_stands_once(world: World) -> None:
    """Wind turns out to be Orsa: what was given of Orsa counts, Wind's place in the round is no more."""
    round = told.opened(world)
    told.give_all(world, round, Role.SAM, 7, 7, 7, 10)
    accounts.merge(US, kept=world.orsa, gone=[world.wind], now=NOW)
    assert {str(one) for one in queries.standing_candidates(round)} == {"Orsa Paper", "Halden Energy"}
    other = told.opened(world, candidates=[world.energy], by=round.criteria_set)
    accounts.merge(US, kept=world.group, gone=[world.energy], now=NOW)
    assert [str(one) for one in queries.standing_candidates(other)] == ["Halden Group"], "its place goes with it"
    actions.close_rating(director(world), round=round, anyway=True, now=NOW)
    assert len(queries.picture_of(round).rows) == 2


def test_where_people_are_apart_the_meeting_writes_why(world: World) -> None:
    round = told.closed(world)
    candidate, partner = told.candidate(round, world.orsa), told.criterion(round, "Willing to partner")
    assert queries.picture_of(round).open_talks == 3
    with refused("write why"):
        actions.agree(director(world), candidate=candidate, criterion=partner, score=7, now=NOW)
    actions.agree(director(world), candidate=candidate, criterion=partner, score=7, reason="Carl knew less", now=NOW)
    picture = queries.picture_of(round)
    row = next(row for row in picture.rows if row.account == world.orsa)
    assert (row.standing.fit, picture.open_talks) == (70.0, 2)
    with refused("write why"):
        grow = told.criterion(round, "Room to grow")
        actions.agree(director(world), candidate=candidate, criterion=grow, score=10, now=NOW)
    actions.agree(director(world), candidate=candidate, criterion=partner, score=None, now=NOW)
    assert not Agreed.objects.exists()
    with pytest.raises(errors.NotFound):
        actions.agree(told.actor(world.user(Role.SAM)), candidate=candidate, criterion=partner, score=7, now=NOW)


def test_size_alone_selects_no_account(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    for role in RATERS:
        told.give_all(world, round, role, 10, None, None, 10)
    actions.close_rating(director(world), round=round, now=NOW)
    candidate = told.candidate(round, world.orsa)
    assert queries.picture_of(round).rows[0].why == Why.NO_FIT
    with refused("Size alone selects no account"):
        actions.decide(director(world), candidate=candidate, decision=Decision.SELECT, reason="It is large", now=NOW)
    candidate.refresh_from_db()
    assert not candidate.decision


def test_a_gate_and_the_places_hold(world: World) -> None:
    round = told.closed(world)
    first, second = (told.candidate(round, one) for one in (world.orsa, world.energy))
    gate = told.criterion(round, "Executive access")
    actions.agree(director(world), candidate=second, criterion=gate, score=0, reason="Nobody answers", now=NOW)
    with refused("every gate"):
        actions.decide(director(world), candidate=second, decision=Decision.SELECT, reason="x", now=NOW)
    actions.decide(director(world), candidate=first, decision=Decision.SELECT, reason="It fits", now=NOW)
    actions.agree(director(world), candidate=second, criterion=gate, score=None, now=NOW)
    with refused("The one place is taken"):
        actions.decide(director(world), candidate=second, decision=Decision.SELECT, reason="x", now=NOW)
    for decision, reason, sentence in ((Decision.SELECT, " ", "needs its reason"), (Decision.KEEP, "x", "Choose one")):
        with refused(sentence):
            actions.decide(director(world), candidate=first, decision=decision, reason=reason, now=NOW)
    actions.set_borders(director(world), round=round, places=2, now=NOW)
    actions.decide(
        director(world), candidate=told.candidate(round, world.energy), decision="select", reason="x", now=NOW
    )


def decided(world: World):  # type: ignore[no-untyped-def]
    round = told.closed(world)
    for account, decision in (
        (world.orsa, Decision.SELECT),
        (world.energy, Decision.NOT_NOW),
        (world.wind, Decision.DEVELOP),
    ):
        candidate = told.candidate(round, account)
        actions.decide(director(world), candidate=candidate, decision=decision, reason="Because", now=NOW)
    actions.end_round(director(world), round=round, now=NOW)
    return round


def test_the_end_gives_accounts_their_class_and_history_says_why(world: World) -> None:
    round = told.closed(world)
    with refused("Not decided yet: Orsa Paper, Halden Energy, Halden Wind"):
        actions.end_round(director(world), round=round, now=NOW)
    round = decided(world)
    for account in (world.orsa, world.energy, world.wind):
        account.refresh_from_db()
    classes = [a.account_class for a in (world.orsa, world.energy, world.wind)]
    assert classes == [AccountClass.STRATEGIC, AccountClass.STRATEGIC, AccountClass.CANDIDATE], (
        "not now changes nothing"
    )
    told_of = queries.class_history(world.user(Role.PROGRAM_DIRECTOR), world.orsa)[0]
    assert (told_of.before, told_of.after, told_of.decided and told_of.decided.reason) == (
        "key",
        "strategic",
        "Because",
    )
    assert queries.class_history(world.stranger, world.orsa)[0].decided is None, "why is told by letter"
    stayed = queries.class_history(world.user(Role.PROGRAM_DIRECTOR), world.energy)[0]
    assert (stayed.before, stayed.after, stayed.decided and stayed.decided.reason) == (
        "strategic",
        "strategic",
        "Because",
    )
    assert all(one.decided is None for one in queries.class_history(world.user(Role.SAM), world.energy))
    with refused("This round is decided"):
        actions.withdraw(director(world), candidate=told.candidate(round, world.orsa), now=NOW)


def test_the_letter_goes_once_to_those_concerned(world: World) -> None:
    round = decided(world)
    candidate = told.candidate(round, world.orsa)
    candidate.refresh_from_db()
    subject, body = letters.subject_of(candidate), letters.body_of(candidate)
    assert subject == "Orsa Paper: a strategic account" and "Why: Because" in body
    with refused("Choose among those"):
        actions.send_letter(
            director(world), candidate=candidate, subject=subject, body=body, to=[world.user(Role.SAM)], now=NOW
        )
    actions.send_letter(director(world), candidate=candidate, subject=subject, body=body, to=[world.stranger], now=NOW)
    tasks.send_letter.func(Letter.objects.get().pk)
    assert [(m.to, m.subject) for m in mail.outbox] == [([world.stranger.email], subject)]
    with refused("sent already"):
        candidate = Candidate.objects.get(pk=candidate.pk)
        actions.send_letter(director(world), candidate=candidate, subject="x", body="x", to=[world.stranger], now=NOW)
    assert queries.class_history(world.stranger, world.orsa)[0].decided is not None


def test_a_deselection_needs_its_dossier(world: World) -> None:
    round = told.closed(world, candidates=[world.energy], purpose=Purpose.ASSESSMENT)
    candidate = told.candidate(round, world.energy)
    actions.decide(director(world), candidate=candidate, decision=Decision.DESELECT, reason="Only takes", now=NOW)
    with refused("needs its dossier: Halden Energy"):
        actions.end_round(director(world), round=round, now=NOW)
    asked = {
        "hours": Decimal(400), "expected": Decimal(50_000), "instead": world.orsa, "instead_hours": Decimal(200),
        "instead_expected": Decimal(60_000), "coverage": "Key account manager", "transition": "Tell the COO\nHand over",
        "told_by": world.user(Role.SAM), "told_on": None,
    }  # fmt: skip
    for wrong, sentence in (
        ({"hours": Decimal(0)}, "more than nothing"), ({"instead_hours": None}, "which account"), ({"coverage": " "}, "served"),
    ):  # fmt: skip
        with refused(sentence):
            actions.write_dossier(director(world), candidate=candidate, now=NOW, **{**asked, **wrong})
    dossier = actions.write_dossier(director(world), candidate=candidate, now=NOW, **asked)
    assert dossier.opportunity_cost == Decimal(70_000), "400 h at 300 an hour, less 50 000"
    actions.end_round(director(world), round=round, now=NOW)
    world.energy.refresh_from_db()
    assert world.energy.account_class == AccountClass.KEY


def test_rounds_can_be_removed_and_come_back_and_candidates_too(world: World) -> None:
    round = told.opened(world)
    candidate = told.candidate(round, world.wind)
    actions.withdraw(director(world), candidate=candidate, now=NOW)
    assert len(queries.standing_candidates(round)) == 2
    actions.put_back(director(world), candidate=candidate, now=NOW)
    assert len(queries.standing_candidates(round)) == 3
    actions.remove_round(director(world), round=round, now=NOW)
    with pytest.raises(errors.NotFound):
        queries.get(world.user(Role.SAM), round.pk)
    actions.restore_round(director(world), round=round, now=NOW)
    assert queries.get(world.user(Role.SAM), round.pk) == round


def test_more_candidates_open_the_ratings_again(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    told.give_all(world, round, Role.SAM, 5, 5, 5, 10)
    actions.add_candidates(director(world), round=round, candidates=[world.orsa, world.energy], now=NOW)
    assert told.rater(world, round, Role.SAM).finished_at is None
    assert round.candidates.count() == 2
    world.wind.archived_at = NOW
    world.wind.save()
    with refused("was put away"):
        actions.add_candidates(director(world), round=round, candidates=[world.wind], now=NOW)


def test_what_was_read_before_another_closed_or_ended_the_round_decides_nothing(world: World) -> None:
    """Two people at once: whoever comes second is judged by the round as it is, not as their page had it."""
    round = told.opened(world, candidates=[world.orsa])
    told.give_all(world, round, Role.SAM, 5, 5, 5, 10)
    late = told.rater(world, round, Role.SAM)
    assert late.round.state == State.RATING
    candidate = Candidate.objects.select_related("round").get(round=round)
    actions.close_rating(director(world), round=round, anyway=True, now=NOW)
    criterion = queries.judged_criteria(round)[0]
    with refused("Rating is closed"):
        actions.rate(told.actor(late.user), rater=late, candidate=candidate, given=[Given(criterion, 9)], now=NOW)
    with refused("Rating is closed"):
        actions.leave(told.actor(late.user), rater=told.rater(world, round, Role.SAM), now=NOW)
    assert not Rating.objects.filter(score=9).exists()
    stale = Candidate.objects.select_related("round").get(round=round)
    actions.decide(director(world), candidate=candidate, decision=Decision.NOT_NOW, reason="No", now=NOW)
    actions.end_round(director(world), round=round, now=NOW)
    with refused("This round is decided"):
        actions.decide(director(world), candidate=stale, decision=Decision.WATCH, reason="Late", now=NOW)
    stale.refresh_from_db()
    assert stale.decision == Decision.NOT_NOW


def test_nothing_is_done_in_a_round_that_was_removed_meanwhile(world: World) -> None:
    round = told.opened(world, candidates=[world.orsa])
    candidate = Candidate.objects.select_related("round").get(round=round)
    actions.remove_round(director(world), round=Round.objects.get(pk=round.pk), now=NOW)
    with pytest.raises(errors.NotFound):
        actions.withdraw(director(world), candidate=candidate, now=NOW)


def test_who_is_due_for_assessment(world: World) -> None:
    """Energy is strategic since 2023 and was never assessed; once it was, it is not due for a year."""
    assert [(one.account, one.last) for one in queries.due(NOW.date())] == [(world.energy, None)]
    round = told.closed(world, candidates=[world.energy], purpose=Purpose.ASSESSMENT)
    actions.decide(
        director(world), candidate=told.candidate(round, world.energy), decision=Decision.KEEP, reason="Gives", now=NOW
    )
    actions.end_round(director(world), round=round, now=NOW)
    assert round.state == State.DECIDED and queries.due(NOW.date()) == ()
    assert queries.due(NOW.date().replace(year=2027))[0].account == world.energy


def test_triggers_keep_their_border(world: World) -> None:
    trigger = actions.set_trigger(director(world), kind="silent", border=Decimal(6), on=False, now=NOW)
    assert (trigger.border, trigger.on) == (6, False)
    with refused("border"):
        actions.set_trigger(director(world), kind="silent", border=Decimal(-1), on=True, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.set_trigger(told.actor(world.user(Role.SAM)), kind="silent", border=Decimal(1), on=True, now=NOW)


def test_rules_know_every_decision(world: World) -> None:
    assert {one.value for one in Decision} == {one.value for one in rules.Decision}


def test_a_contact_who_is_forgotten_is_in_no_evidence_and_no_reason(world: World) -> None:
    round = told.opened(world, candidates=[world.energy])
    told.give(world, round, Role.SAM, world.energy, 9, 8, 9, 10, evidence="signe dahl said so")
    told.give_all(world, round, Role.COACH, 7, 3, 7, 10)
    actions.close_rating(director(world), round=round, anyway=True, now=NOW)
    candidate, partner = told.candidate(round, world.energy), told.criterion(round, "Willing to partner")
    actions.agree(
        director(world), candidate=candidate, criterion=partner, score=8, reason="Signe Dahl was there", now=NOW
    )
    actions.decide(director(world), candidate=candidate, decision=Decision.NOT_NOW, reason="Signe Dahl left", now=NOW)
    accounts.erase_contact(director(world), contact=world.signe, keep_words=True, now=NOW)
    kept = [
        *Rating.objects.values_list("evidence", flat=True),
        Agreed.objects.get().reason,
        Candidate.objects.get().reason,
    ]
    assert not any("dahl" in text.lower() for text in kept)
    assert "dahl" not in repr(list(Event.objects.filter(stream=f"round:{round.pk}").values())).lower()


def test_who_was_taken_out_does_not_see_what_the_others_gave(world: World) -> None:
    round = told.opened(world, candidates=[world.energy])
    for role in (Role.SAM, Role.COACH):
        told.give_all(world, round, role, 7, 7, 7, 10)
    gone = world.user(Role.COACH)
    actions.leave(director(world), rater=told.rater(world, round, Role.COACH), now=NOW)
    assert queries.get(gone, round.pk) == round, "until the close they may be asked again, and see that they left"
    actions.close_rating(director(world), round=round, anyway=True, now=NOW)
    for ask in (lambda: queries.get(gone, round.pk), lambda: queries.get_candidate(gone, round.candidates.get().pk)):
        with pytest.raises(errors.NotFound):
            ask()
    assert queries.get(world.user(Role.SAM), round.pk) == round
