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
from covalue.selection import letters, tasks
from covalue.selection.actions import criteria, decisions, dossiers, rating, rounds, watchlist
from covalue.selection.inputs import CheckInput, DossierInput, RatingInput
from covalue.selection.models import DECISIONS, Agreed, Candidate, CriteriaSet, Letter, Rating, Round
from covalue.selection.queries import history as history_queries
from covalue.selection.queries import picture as picture_queries
from covalue.selection.queries import rating as rating_queries
from covalue.selection.queries import rounds as rounds_queries
from covalue.selection.rules import Axis, CheckKind, CriterionSheet, Decision, Obstacle, Purpose, State
from covalue.selection.tests import samples
from covalue.selection.tests.samples import SHEETS, director, score
from covalue.web import inputs
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
RATERS = (Role.SAM, Role.UNIT_LEAD, Role.COACH)


def refused(sentence: str):  # type: ignore[no-untyped-def]
    return pytest.raises(errors.Refused, match=sentence)


def test_criteria_are_versions_and_rounds_keep_theirs(world: World) -> None:
    round = samples.opened(world)
    newer = criteria.save(
        US, name="Ours", purpose=Purpose.SELECTION, sheets=SHEETS[:3], replaces=round.criteria_set, now=NOW
    )
    assert (newer.version, list(rounds_queries.current_sets())) == (2, [newer])
    round.refresh_from_db()
    assert round.criteria_set.criteria.count() == 4
    with refused("changed these criteria since"):
        criteria.save(US, name="x", purpose=Purpose.SELECTION, sheets=SHEETS, replaces=round.criteria_set, now=NOW)


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        (SHEETS[:2], "“Strategic fit” add up to 60 %"),
        ((SHEETS[0],), "A set needs criteria for both value to us and strategic fit"),
        (SHEETS[1:3], "both"),
        ((*SHEETS, SHEETS[0]), "same name"),
        (
            (SHEETS[0], CriterionSheet(Axis.FIT, "x", Decimal(100))),
            "describe what 0 and 10 look like, so that raters mean the",
        ),
        (
            (SHEETS[0], CriterionSheet(Axis.FIT, "x", Decimal(100), figure="net")),
            "the ledger shows what an account is worth, not how well it",
        ),
        (
            (CriterionSheet(Axis.WORTH, "x", Decimal(100), figure="net"), *SHEETS[1:]),
            "enter which figure scores 0 points and which scores 10",
        ),
        (
            (CriterionSheet(Axis.WORTH, "x", Decimal(-1), "a", "", "b"), *SHEETS[1:]),
            "a weight must be between 0 and 100 %",
        ),
        ([SHEETS[1]] * 13, "At most 12"),
    ],
)
def test_criteria_that_would_mislead_are_refused(sheets: list[CriterionSheet], sentence: str, world: World) -> None:
    with refused(sentence):
        criteria.save(US, name="x", purpose=Purpose.SELECTION, sheets=sheets, now=NOW)
    assert not CriteriaSet.objects.exists() and not Event.objects.filter(verb="wrote criteria").exists()


def test_only_who_directs_opens_rounds(world: World) -> None:
    chosen = samples.criteria()
    for role in set(Role) - {Role.PROGRAM_DIRECTOR}:
        with pytest.raises(errors.NotFound):
            rounds.open_round(
                samples.actor(world.user(role)), name="x", criteria_set=chosen, candidates=[], raters=[], now=NOW
            )


def test_places_follow_from_hours_and_bad_numbers_are_refused(world: World) -> None:
    chosen = samples.criteria()
    asked = {"criteria_set": chosen, "candidates": [world.orsa], "raters": [], "now": NOW}
    made = rounds.open_round(
        director(world), name="x", hours=Decimal(1_000), hours_each=Decimal(300), **asked  # type: ignore[arg-type]
    )  # fmt: skip
    assert made.places == 3
    for values, sentence in (
        ({"places": -1}, "0 to 500"), ({"fit_share": 10}, "one side alone would decide"), ({"fit_border": 0}, "between 1 and 99"),
        ({"due_on": NOW.date().replace(year=2020)}, "in the past"), ({"name": "  "}, "Enter a name"),
    ):  # fmt: skip
        with refused(sentence):
            rounds.open_round(director(world), **{"name": "x", **asked, **values})  # type: ignore[arg-type]


def test_a_guest_or_somebody_gone_is_not_asked(world: World) -> None:
    round = samples.opened(world)
    people.deactivate(US, user=world.stranger, now=NOW)
    world.stranger.refresh_from_db()
    for user in (world.user(Role.CUSTOMER_GUEST), world.stranger):
        with refused("cannot rate"):
            rounds.ask(director(world), round, user, now=NOW)


def test_what_one_gives_is_in_no_trail_and_in_no_other_eye(world: World) -> None:
    round = samples.opened(world)
    samples.give(world, round, Role.SAM, world.orsa, 9, 8, 2, 10, evidence="The CFO hates us")
    trail = repr(list(Event.objects.values()))
    assert "CFO" not in trail and Event.objects.filter(verb="rated").get().changes == {}
    for role in Role:
        seen = rating_queries.ratings_visible_to(world.user(role), round)
        assert seen.exists() == (role == Role.SAM), role
    with refused("still open"):
        picture_queries.picture_of(round)


def test_finishing_wants_everything_and_a_word_for_strong_ratings(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    one = samples.rater(world, round, Role.SAM)
    me = samples.actor(world.user(Role.SAM))
    with refused("4 ratings are missing"):
        rating.finish(me, one, now=NOW)
    samples.give(world, round, Role.SAM, world.orsa, 9, 5, None, 0, evidence="")
    with refused("Orsa Paper, Growth potential: a rating this high or low"):
        rating.finish(me, one, now=NOW)
    samples.give(world, round, Role.SAM, world.orsa, 9, 5, None, 0)
    rating.finish(me, one, now=NOW)
    assert Rating.objects.filter(score=None).count() == 1, "cannot judge is an answer"
    samples.give(world, round, Role.SAM, world.orsa, 8)
    one.refresh_from_db()
    assert one.finished_at is None, "who changes something is not finished"


def test_nobody_rates_for_somebody_else_or_off_the_scale(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    one, candidate = samples.rater(world, round, Role.SAM), samples.candidate(round, world.orsa)
    asked = rating_queries.judged_criteria(round)
    for who in (world.user(Role.COACH), world.user(Role.PROGRAM_DIRECTOR)):
        with pytest.raises(errors.NotFound):
            rating.rate(samples.actor(who), one, candidate, [score(asked[0], 5)], now=NOW)
    with refused("0 to 10"):
        rating.rate(samples.actor(world.user(Role.SAM)), one, candidate, [score(asked[3], 5)], now=NOW)
    with pytest.raises(errors.BadInput):
        inputs.read(RatingInput, {"criterion": asked[0].pk, "score": 11})
    with refused("not a criterion of the round"):
        foreign = samples.criterion(samples.opened(world, by=samples.starting_criteria()), "Net revenue")
        rating.rate(samples.actor(world.user(Role.SAM)), one, candidate, [score(foreign, 5)], now=NOW)
    assert not Rating.objects.exists()


def test_closing_names_who_is_not_finished_and_leaves_their_ratings_out(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    with refused("Nobody has finished"):
        rounds.close_rating(director(world), round, anyway=True, now=NOW)
    samples.give_all(world, round, Role.SAM, 7, 7, 7, 10)
    samples.give_all(world, round, Role.COACH, 0, 0, 0, 0, finish=False)
    with refused("Carl Aune"):
        rounds.close_rating(director(world), round, now=NOW)
    rounds.close_rating(director(world), round, anyway=True, now=NOW)
    row = picture_queries.picture_of(round).rows[0]
    assert (row.fit, row.worth, row.proposed) == (70.0, 70.0, True)
    with refused("Rating is closed"):
        samples.give(world, round, Role.COACH, world.orsa, 5)


def test_a_rater_who_leaves_counts_only_if_they_had_finished(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    samples.give_all(world, round, Role.SAM, 8, 8, 8, 10)
    samples.give_all(world, round, Role.COACH, 0, 0, 0, 0, finish=False)
    samples.give_all(world, round, Role.UNIT_LEAD, 6, 6, 6, 10)
    leaving = samples.rater(world, round, Role.COACH)
    rating.leave(samples.actor(world.user(Role.COACH)), leaving, now=NOW)
    rating.leave(director(world), samples.rater(world, round, Role.SAM), now=NOW)
    with refused("You left"):
        samples.give(world, round, Role.COACH, world.orsa, 5)
    rounds.close_rating(director(world), round, now=NOW)
    assert picture_queries.picture_of(round).rows[0].fit == 70.0
    with pytest.raises(errors.NotFound):
        rating.leave(samples.actor(world.user(Role.UNIT_LEAD)), _open_rater(world), now=NOW)


def _open_rater(world: World):  # type: ignore[no-untyped-def]
    return samples.rater(world, samples.opened(world, by=samples.starting_criteria()), Role.SAM)


def test_who_left_and_is_asked_again_finds_what_they_gave(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    samples.give(world, round, Role.COACH, world.orsa, 5)
    rating.leave(director(world), samples.rater(world, round, Role.COACH), now=NOW)
    again = rounds.ask(director(world), round, world.user(Role.COACH), now=NOW)
    assert again.left_at is None and again.given.count() == 1


def test_all_ratings_equal_is_no_trouble(world: World) -> None:
    round = samples.opened(world, places=2)
    for role in RATERS:
        samples.give_all(world, round, role, 6, 6, 6, 10)
    rounds.close_rating(director(world), round, now=NOW)
    picture = picture_queries.picture_of(round)
    assert [row.why for row in picture.rows] == ["", "", Obstacle.NO_PLACE] and picture.far_apart == 0
    assert [row.account for row in picture.rows] == [world.orsa, world.energy, world.wind], (
        "in the order of the candidates"
    )


def test_an_account_merged_in_the_middle_stands_once(world: World) -> None:
    """Wind turns out to be Orsa: what was given of Orsa counts, Wind's place in the round is no more."""
    round = samples.opened(world)
    samples.give_all(world, round, Role.SAM, 7, 7, 7, 10)
    accounts.merge(US, kept=world.orsa, gone=[world.wind], now=NOW)
    assert {str(one) for one in rating_queries.standing_candidates(round)} == {"Orsa Paper", "Halden Energy"}
    other = samples.opened(world, candidates=[world.energy], by=round.criteria_set)
    accounts.merge(US, kept=world.group, gone=[world.energy], now=NOW)
    assert [str(one) for one in rating_queries.standing_candidates(other)] == ["Halden Group"], "its place goes with it"
    rounds.close_rating(director(world), round, anyway=True, now=NOW)
    assert len(picture_queries.picture_of(round).rows) == 2


def test_where_people_are_apart_the_meeting_writes_why(world: World) -> None:
    round = samples.closed(world)
    candidate, partner = samples.candidate(round, world.orsa), samples.criterion(round, "Willing to partner")
    assert picture_queries.picture_of(round).far_apart == 3
    with refused("explain why"):
        decisions.agree(director(world), candidate, partner, 7, now=NOW)
    decisions.agree(director(world), candidate, partner, 7, reason="Carl knew less", now=NOW)
    picture = picture_queries.picture_of(round)
    row = next(row for row in picture.rows if row.account == world.orsa)
    assert (row.fit, picture.far_apart) == (70.0, 2)
    with refused("explain why"):
        grow = samples.criterion(round, "Growth potential")
        decisions.agree(director(world), candidate, grow, 10, now=NOW)
    decisions.agree(director(world), candidate, partner, None, now=NOW)
    assert not Agreed.objects.exists()
    with pytest.raises(errors.NotFound):
        decisions.agree(samples.actor(world.user(Role.SAM)), candidate, partner, 7, now=NOW)


def test_size_alone_selects_no_account(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    for role in RATERS:
        samples.give_all(world, round, role, 10, None, None, 10)
    rounds.close_rating(director(world), round, now=NOW)
    candidate = samples.candidate(round, world.orsa)
    assert picture_queries.picture_of(round).rows[0].why == Obstacle.NO_FIT
    with refused("Size alone selects no account"):
        decisions.decide(director(world), candidate, Decision.SELECT, "It is large", now=NOW)
    candidate.refresh_from_db()
    assert not candidate.decision


def test_a_gate_and_the_places_hold(world: World) -> None:
    round = samples.closed(world)
    first, second = (samples.candidate(round, one) for one in (world.orsa, world.energy))
    gate = samples.criterion(round, "Executive access")
    decisions.agree(director(world), second, gate, 0, reason="Nobody answers", now=NOW)
    with refused("every gate"):
        decisions.decide(director(world), second, Decision.SELECT, "x", now=NOW)
    decisions.decide(director(world), first, Decision.SELECT, "It fits", now=NOW)
    decisions.agree(director(world), second, gate, None, now=NOW)
    with refused("The one slot is taken"):
        decisions.decide(director(world), second, Decision.SELECT, "x", now=NOW)
    for decision, reason, sentence in ((Decision.SELECT, " ", "Give a reason"), (Decision.KEEP, "x", "Choose one")):
        with refused(sentence):
            decisions.decide(director(world), first, decision, reason, now=NOW)
    rounds.edit(director(world), round, places=2, now=NOW)
    decisions.decide(director(world), samples.candidate(round, world.energy), "select", "x", now=NOW)


def decided(world: World):  # type: ignore[no-untyped-def]
    round = samples.closed(world)
    for account, decision in (
        (world.orsa, Decision.SELECT),
        (world.energy, Decision.NOT_NOW),
        (world.wind, Decision.DEVELOP),
    ):
        candidate = samples.candidate(round, account)
        decisions.decide(director(world), candidate, decision, "Because", now=NOW)
    decisions.end_round(director(world), round, now=NOW)
    return round


def test_the_end_gives_accounts_their_class_and_history_says_why(world: World) -> None:
    round = samples.closed(world)
    with refused("Not decided yet: Orsa Paper, Halden Energy, Halden Wind"):
        decisions.end_round(director(world), round, now=NOW)
    round = decided(world)
    for account in (world.orsa, world.energy, world.wind):
        account.refresh_from_db()
    classes = [a.account_class for a in (world.orsa, world.energy, world.wind)]
    assert classes == [AccountClass.STRATEGIC, AccountClass.STRATEGIC, AccountClass.CANDIDATE], (
        "not now changes nothing"
    )
    told = history_queries.class_history(world.user(Role.PROGRAM_DIRECTOR), world.orsa)[0]
    assert (told.before, told.after, told.decided and told.decided.reason) == (
        "key",
        "strategic",
        "Because",
    )
    assert history_queries.class_history(world.stranger, world.orsa)[0].decided is None, "why is told by letter"
    stayed = history_queries.class_history(world.user(Role.PROGRAM_DIRECTOR), world.energy)[0]
    assert (stayed.before, stayed.after, stayed.decided and stayed.decided.reason) == (
        "strategic",
        "strategic",
        "Because",
    )
    assert all(one.decided is None for one in history_queries.class_history(world.user(Role.SAM), world.energy))
    with refused("This round has been decided"):
        rounds.withdraw(director(world), samples.candidate(round, world.orsa), now=NOW)


def test_the_letter_goes_once_to_those_concerned(world: World) -> None:
    round = decided(world)
    candidate = samples.candidate(round, world.orsa)
    candidate.refresh_from_db()
    subject, body = letters.subject_of(candidate), letters.body_of(candidate)
    assert subject == "Orsa Paper: a strategic account" and "Why: Because" in body
    with refused("Choose people who work"):
        decisions.send_letter(
            director(world), candidate, subject=subject, body=body, to=[world.user(Role.SAM)], now=NOW
        )
    decisions.send_letter(director(world), candidate, subject=subject, body=body, to=[world.stranger], now=NOW)
    tasks.send_letter.func(Letter.objects.get().pk)
    assert [(m.to, m.subject) for m in mail.outbox] == [([world.stranger.email], subject)]
    with refused("already been sent"):
        candidate = Candidate.objects.get(pk=candidate.pk)
        decisions.send_letter(director(world), candidate, subject="x", body="x", to=[world.stranger], now=NOW)
    assert history_queries.class_history(world.stranger, world.orsa)[0].decided is not None


def test_a_deselection_needs_its_dossier(world: World) -> None:
    round = samples.closed(world, candidates=[world.energy], purpose=Purpose.ASSESSMENT)
    candidate = samples.candidate(round, world.energy)
    decisions.decide(director(world), candidate, Decision.DESELECT, "Only takes", now=NOW)
    with refused("needs its dossier: Halden Energy"):
        decisions.end_round(director(world), round, now=NOW)
    body = DossierInput(
        hours=Decimal(400), expected=Decimal(50_000), instead=world.orsa.pk, instead_hours=Decimal(200),
        instead_expected=Decimal(60_000), coverage="Key account manager", transition="Tell the COO\nHand over",
        told_by=world.user(Role.SAM).pk,
    )  # fmt: skip
    rows = {"instead": world.orsa, "told_by": world.user(Role.SAM)}
    for wrong, sentence in (({"instead_hours": None}, "which account"), ({"coverage": " "}, "served")):
        with refused(sentence):
            changed = body.model_copy(update=wrong)
            dossiers.write_dossier(director(world), candidate, changed, **rows, now=NOW)
    with pytest.raises(errors.BadInput) as nothing:
        inputs.read(DossierInput, {**body.model_dump(), "hours": 0})
    assert nothing.value.field == "hours"
    dossier = dossiers.write_dossier(director(world), candidate, body, **rows, now=NOW)
    assert dossier.opportunity_cost == Decimal(70_000), "400 h at 300 an hour, less 50 000"
    decisions.end_round(director(world), round, now=NOW)
    world.energy.refresh_from_db()
    assert world.energy.account_class == AccountClass.KEY


def test_rounds_can_be_removed_and_come_back_and_candidates_too(world: World) -> None:
    round = samples.opened(world)
    candidate = samples.candidate(round, world.wind)
    rounds.withdraw(director(world), candidate, now=NOW)
    assert len(rating_queries.standing_candidates(round)) == 2
    rounds.put_back(director(world), candidate, now=NOW)
    assert len(rating_queries.standing_candidates(round)) == 3
    rounds.remove(director(world), round, now=NOW)
    with pytest.raises(errors.NotFound):
        rounds_queries.get(world.user(Role.SAM), round.pk)
    rounds.restore(director(world), round, now=NOW)
    assert rounds_queries.get(world.user(Role.SAM), round.pk) == round


def test_more_candidates_open_the_ratings_again(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    samples.give_all(world, round, Role.SAM, 5, 5, 5, 10)
    rounds.add_candidates(director(world), round, [world.orsa, world.energy], now=NOW)
    assert samples.rater(world, round, Role.SAM).finished_at is None
    assert round.candidates.count() == 2
    world.wind.archived_at = NOW
    world.wind.save()
    with refused("is archived"):
        rounds.add_candidates(director(world), round, [world.wind], now=NOW)


def test_what_was_read_before_another_closed_or_ended_the_round_decides_nothing(world: World) -> None:
    """Two people at once: whoever comes second is judged by the round as it is, not as their page had it."""
    round = samples.opened(world, candidates=[world.orsa])
    samples.give_all(world, round, Role.SAM, 5, 5, 5, 10)
    late = samples.rater(world, round, Role.SAM)
    assert late.round.state == State.RATING
    candidate = Candidate.objects.select_related("round").get(round=round)
    rounds.close_rating(director(world), round, anyway=True, now=NOW)
    criterion = rating_queries.judged_criteria(round)[0]
    with refused("Rating is closed"):
        rating.rate(samples.actor(late.user), late, candidate, [score(criterion, 9)], now=NOW)
    with refused("Rating is closed"):
        rating.leave(samples.actor(late.user), samples.rater(world, round, Role.SAM), now=NOW)
    assert not Rating.objects.filter(score=9).exists()
    stale = Candidate.objects.select_related("round").get(round=round)
    decisions.decide(director(world), candidate, Decision.NOT_NOW, "No", now=NOW)
    decisions.end_round(director(world), round, now=NOW)
    with refused("This round has been decided"):
        decisions.decide(director(world), stale, Decision.WATCH, "Late", now=NOW)
    stale.refresh_from_db()
    assert stale.decision == Decision.NOT_NOW


def test_nothing_is_done_in_a_round_that_was_removed_meanwhile(world: World) -> None:
    round = samples.opened(world, candidates=[world.orsa])
    candidate = Candidate.objects.select_related("round").get(round=round)
    rounds.remove(director(world), Round.objects.get(pk=round.pk), now=NOW)
    with pytest.raises(errors.NotFound):
        rounds.withdraw(director(world), candidate, now=NOW)


def test_who_is_due_for_assessment(world: World) -> None:
    """Energy is strategic since 2023 and was never assessed; once it was, it is not due for a year."""
    assert [(one.account, one.last) for one in history_queries.due(NOW.date())] == [(world.energy, None)]
    round = samples.closed(world, candidates=[world.energy], purpose=Purpose.ASSESSMENT)
    decisions.decide(director(world), samples.candidate(round, world.energy), Decision.KEEP, "Gives", now=NOW)
    decisions.end_round(director(world), round, now=NOW)
    assert round.state == State.DECIDED and history_queries.due(NOW.date()) == ()
    assert history_queries.due(NOW.date().replace(year=2027))[0].account == world.energy


def test_a_check_keeps_its_threshold(world: World) -> None:
    off = CheckInput(border=Decimal(6), on=False)
    trigger = watchlist.set_check(director(world), CheckKind.SILENT, off, now=NOW)
    assert (trigger.kind, trigger.border, trigger.on) == ("silent", 6, False)
    for threshold in ("-1", "1000000.5"):
        with pytest.raises(errors.BadInput) as wrong:
            inputs.read(CheckInput, {"border": threshold})
        assert wrong.value.field == "border"
    with pytest.raises(errors.NotFound):
        watchlist.set_check(samples.actor(world.user(Role.SAM)), CheckKind.SILENT, off, now=NOW)


def test_every_decision_has_a_name() -> None:
    assert set(DECISIONS) == set(Decision)


def test_a_contact_who_is_forgotten_is_in_no_evidence_and_no_reason(world: World) -> None:
    round = samples.opened(world, candidates=[world.energy])
    samples.give(world, round, Role.SAM, world.energy, 9, 8, 9, 10, evidence="signe dahl said so")
    samples.give_all(world, round, Role.COACH, 7, 3, 7, 10)
    rounds.close_rating(director(world), round, anyway=True, now=NOW)
    candidate, partner = samples.candidate(round, world.energy), samples.criterion(round, "Willing to partner")
    decisions.agree(director(world), candidate, partner, 8, reason="Signe Dahl was there", now=NOW)
    decisions.decide(director(world), candidate, Decision.NOT_NOW, "Signe Dahl left", now=NOW)
    accounts.erase_contact(director(world), contact=world.signe, keep_words=True, now=NOW)
    kept = [
        *Rating.objects.values_list("evidence", flat=True),
        Agreed.objects.get().reason,
        Candidate.objects.get().reason,
    ]
    assert not any("dahl" in text.lower() for text in kept)
    assert "dahl" not in repr(list(Event.objects.filter(stream=f"round:{round.pk}").values())).lower()


def test_who_was_taken_out_does_not_see_what_the_others_gave(world: World) -> None:
    round = samples.opened(world, candidates=[world.energy])
    for role in (Role.SAM, Role.COACH):
        samples.give_all(world, round, role, 7, 7, 7, 10)
    gone = world.user(Role.COACH)
    rating.leave(director(world), samples.rater(world, round, Role.COACH), now=NOW)
    assert rounds_queries.get(gone, round.pk) == round, (
        "until the close they may be asked again, and see that they left"
    )
    rounds.close_rating(director(world), round, anyway=True, now=NOW)
    for ask in (
        lambda: rounds_queries.get(gone, round.pk),
        lambda: rounds_queries.get_candidate(gone, round.candidates.get().pk),
    ):
        with pytest.raises(errors.NotFound):
            ask()
    assert rounds_queries.get(world.user(Role.SAM), round.pk) == round
