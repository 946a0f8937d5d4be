"""Assessments: who is asked and how, blind rating, what the link allows, closing, and what is shown."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.standing import letters, tasks
from covalue.standing.actions import answering, asking, drivers, rounds
from covalue.standing.actions.answering import Answers
from covalue.standing.actions.drivers import DriverText
from covalue.standing.models import AssessmentRequest, DriverRating, OurRater
from covalue.standing.queries import results
from covalue.standing.queries import rounds as queries
from covalue.standing.tests import samples
from covalue.standing.tests.samples import actor
from covalue.value.signing.links import secret_of
from tests.world import NOW, TODAY, US, World


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path_of(request: AssessmentRequest) -> str:
    return reverse("standing:answer", args=[queries.secret_of(request)])


def typed(request: AssessmentRequest, score: str = "4", **more: str) -> dict[str, str]:
    rows = request.assessment.driver_set.drivers.all()
    return {**{f"score-{driver.pk}": score for driver in rows}, **more}


def test_a_contact_is_asked_by_letter_and_answers_without_an_account(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    tasks.send_request.call(request.pk, False)
    letter = mail.outbox[-1]
    assert letter.to == [request.email] and path_of(request) in letter.body and "20" not in letter.subject
    page = Client().get(path_of(request))
    assert page.status_code == 200 and b"<script" not in page.content
    request.refresh_from_db()
    assert request.opened_at == NOW
    sent = Client().post(path_of(request), typed(request, "4", rung="partner", structure="cluster", remark="Fine"))
    assert sent.status_code == 302
    request.refresh_from_db()
    assert request.answered_at == NOW and request.rung == "partner"
    assert set(request.ratings.values_list("score", flat=True)) == {4}
    event = Event.objects.filter(verb="answered assessment").get()
    assert event.actor_name == "Signe Dahl" and event.changes == {}


def test_answers_can_be_changed_until_the_round_is_closed(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = samples.answered(found, world.signe, 4)
    Client().post(path_of(request), typed(request, "2"))
    assert set(request.ratings.values_list("score", flat=True)) == {2}
    rounds.close(US, assessment=found, now=NOW)
    assert b"can no longer be changed" in Client().get(path_of(request)).content
    Client().post(path_of(request), typed(request, "5"))
    assert set(request.ratings.values_list("score", flat=True)) == {2}


def test_what_is_left_out_is_asked_again_with_what_was_typed(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    given = typed(request, "3", remark="Keep me")
    given.pop(f"score-{found.driver_set.drivers.all()[4].pk}")
    refused = Client().post(path_of(request), given)
    assert refused.status_code == 422 and b"Keep me" in refused.content and b"Please answer" in refused.content
    assert not DriverRating.objects.exists()
    for score in ("9", "0", "x", "-1"):
        assert Client().post(path_of(request), typed(request, score)).status_code == 422
    assert Client().post(path_of(request), typed(request, "none")).status_code == 422
    assert Client().post(path_of(request), typed(request, rung="king")).status_code == 422


def test_a_link_opens_only_its_own_request(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    secret = queries.secret_of(request)
    assert Client().get(reverse("standing:answer", args=[secret[:-1] + "x"])).status_code == 404
    other = secret_of(request.pk, request.nonce)  # the link of a signature request of the same number
    assert Client().get(reverse("standing:answer", args=[other])).status_code == 404
    assert Client().get(reverse("standing:answer", args=["1"])).status_code == 404


@pytest.mark.parametrize("end", ["revoke", "remove", "due", "left", "merge"])
def test_a_link_that_has_ended_says_so_and_takes_nothing(world: World, end: str, monkeypatch: object) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    if end == "revoke":
        asking.revoke(US, request=request, now=NOW)
    elif end == "remove":
        rounds.remove(US, assessment=found, now=NOW)
    elif end == "due":
        monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=22))
    elif end == "left":
        accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    else:
        accounts.edit_contact(US, contact=world.signe, email="new@example.com", now=NOW)
    assert Client().get(path_of(request)).status_code == 409
    assert Client().post(path_of(request), typed(request)).status_code == 409
    assert not DriverRating.objects.exists()
    sent = len(mail.outbox)
    tasks.send_request.call(request.pk, False)
    tasks.remind.call(request.pk)
    assert len(mail.outbox) == sent


@pytest.mark.parametrize("change", ["address", "name", "merge"])
def test_a_link_that_ended_while_the_round_was_closed_stays_ended_when_it_is_opened_again(
    world: World, change: str
) -> None:
    found = samples.opened(world.energy, contacts=[world.signe, world.jon])
    request = found.requests.get(contact=world.signe)
    rounds.close(US, assessment=found, now=NOW)
    if change == "address":
        accounts.edit_contact(US, contact=world.signe, email="new@example.com", now=NOW)
    elif change == "name":
        accounts.edit_contact(US, contact=world.signe, name="Somebody Else", now=NOW)
    else:
        accounts.merge_contacts(US, kept=world.jon, gone=[world.signe], now=NOW)
    rounds.reopen(US, assessment=found, now=NOW)
    request.refresh_from_db()
    assert request.revoked_at == NOW
    assert Client().post(path_of(request), typed(request)).status_code == 409
    mail.outbox.clear()
    tasks.remind.call(request.pk)
    assert mail.outbox == [] and not DriverRating.objects.exists()
    assert found.requests.filter(revoked_at=None, contact=world.jon).count() == 1


def test_they_may_decline(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    assert Client().post(reverse("standing:answer-decline", args=[queries.secret_of(request)]), {"words": "Ask Jon"})
    request.refresh_from_db()
    assert request.declined_at == NOW and request.declined_words == "Ask Jon"
    page = signed_in(world.user(Role.SAM)).get(reverse("standing:assessment", args=[found.pk]))
    assert b"Ask Jon" in page.content


def test_nothing_goes_to_an_address_only_the_asker_stands_behind(world: World) -> None:
    """One of us alone makes nobody the customer."""
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    accounts.edit_contact(actor(sam), contact=world.signe, email="signe@example.com", now=NOW)
    found = samples.opened(world.energy, contacts=[world.signe], actor=actor(sam))
    request = found.requests.get()
    assert request.held
    tasks.send_request.call(request.pk, False)
    assert not mail.outbox and Client().get(path_of(request)).status_code == 409
    tasks.ask_to_confirm.call(request.pk)
    assert member.email in {to for letter in mail.outbox for to in letter.to}
    with pytest.raises(errors.NotAllowed):
        asking.confirm_address(actor(sam), request=request, now=NOW)
    asking.confirm_address(actor(member), request=request, now=NOW)
    request.refresh_from_db()
    assert not request.held and Client().get(path_of(request)).status_code == 200


def test_reminders_at_most_once_a_day_and_never_to_who_answered(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    with pytest.raises(errors.WrongState, match="less than a day"):
        asking.remind(US, request=request, now=NOW)
    asking.remind(US, request=request, now=NOW + timedelta(days=2))
    samples.answered(found, world.signe, 3)
    with pytest.raises(errors.WrongState, match="already answered"):
        asking.remind(US, request=request, now=NOW + timedelta(days=4))


def test_the_letter_is_in_the_language_of_the_contact(world: World) -> None:
    accounts.edit_contact(US, contact=world.signe, language="de", now=NOW)
    world.signe.refresh_from_db()
    found = samples.opened(world.energy, contacts=[world.signe])
    request = found.requests.get()
    letters.send_request(request, again=False)
    assert "Wie sehen Sie" in mail.outbox[-1].subject
    page = Client().get(path_of(request)).content.decode()
    assert "Vertrauen" in page and "dass sie ihr Wort halten" in page and "Meine Antworten senden" in page


def test_who_asks_whom(world: World) -> None:
    with pytest.raises(errors.NotFound):
        rounds.open(actor(world.stranger), account=world.energy, now=NOW)
    found = rounds.open(US, account=world.energy, now=NOW)
    with pytest.raises(errors.BadInput, match="no email"):
        asking.ask(US, assessment=found, contacts=[world.signe], now=NOW)
    elsewhere = accounts.add_contact(US, account=world.orsa, name="Ola", email="ola@example.com", now=NOW)
    with pytest.raises(errors.BadInput, match="not a contact"):
        asking.ask(US, assessment=found, contacts=[elsewhere], now=NOW)
    with pytest.raises(errors.BadInput, match="cannot open"):
        asking.ask(US, assessment=found, colleagues=[world.stranger], now=NOW)
    assert not found.requests.exists() and not found.raters.exists()


def test_asked_twice_is_asked_once(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe], colleagues=[world.user(Role.SAM)])
    asking.ask(US, assessment=found, contacts=[world.signe], colleagues=[world.user(Role.SAM)], now=NOW)
    assert found.requests.count() == 1 and found.raters.count() == 1


def test_we_rate_blind(world: World) -> None:
    """Neither page, file nor API show anything while one of us has not rated; then everything."""
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    found = samples.opened(world.energy, contacts=[world.signe, world.jon], colleagues=[sam, member])
    samples.answered(found, world.signe, 2, remark="Late again and again")
    samples.rated(found, sam, 5)
    client = signed_in(member)
    assert not results.results_of(found, TODAY).shown
    page = client.get(reverse("standing:assessment", args=[found.pk])).content.decode()
    assert "Late again" not in page and "once all of us have rated" in page
    assert b"Signe" not in b"".join(
        client.get(reverse("standing:export-assessment", args=[found.pk])).streaming_content
    )
    assert "Late again" not in client.get(reverse("standing:account", args=[world.energy.pk])).content.decode()
    answered = client.post(reverse("standing:rate", args=[found.pk]), typed(found.requests.all()[0], "4"))
    assert answered.status_code == 302
    shown = results.results_of(found, TODAY)
    assert shown.shown and shown.overall.theirs == 2 and shown.overall.ours == 4.5 and shown.overall.value == 2.5
    assert "Late again" in client.get(reverse("standing:assessment", args=[found.pk])).content.decode()


def test_ratings_of_ours_stand_once_results_are_shown(world: World) -> None:
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    found = samples.opened(world.energy, contacts=[world.signe], colleagues=[sam])
    samples.rated(found, sam, 5)
    with pytest.raises(errors.WrongState, match="stand"):
        samples.rated(found, sam, 2)
    samples.answered(found, world.signe, 2)
    with pytest.raises(errors.WrongState, match="shown already"):
        asking.ask(US, assessment=found, colleagues=[member], now=NOW)


def test_who_has_not_rated_when_results_were_shown_cannot_any_more(world: World) -> None:
    sam = world.user(Role.SAM)
    for reopens in ("close", "due"):
        found = samples.opened(world.energy, contacts=[world.signe], colleagues=[sam])
        if reopens == "close":
            rounds.close(US, assessment=found, now=NOW)
            rounds.reopen(US, assessment=found, now=NOW)
        else:
            later = NOW + timedelta(days=30)
            rounds.edit(US, assessment=found, due_on=later.date(), now=later)
        with pytest.raises(errors.WrongState, match="no longer asked"):
            samples.rated(OurRater.objects.get(assessment=found).assessment, sam, 3)


def test_nobody_rates_for_somebody_else(world: World) -> None:
    found = samples.opened(world.energy, colleagues=[world.user(Role.SAM)])
    with pytest.raises(errors.NotFound):
        answering.rate(
            actor(world.user(Role.TEAM_MEMBER)), rater=found.raters.get(), answers=samples.answers(found, 3), now=NOW
        )
    assert signed_in(world.user(Role.TEAM_MEMBER)).get(reverse("standing:rate", args=[found.pk])).status_code == 404


def test_gaps_by_driver_and_person(world: World) -> None:
    sam = world.user(Role.SAM)
    found = samples.opened(world.energy, contacts=[world.signe, world.jon], colleagues=[sam])
    samples.answered(found, world.signe, *[1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    samples.answered(found, world.jon, *[2, 2, 3, 4, 4, 1, None, 3, 5, 5])
    samples.rated(found, sam, 4)
    shown = results.results_of(found, TODAY)
    first = shown.rows[0]
    assert (first.gap.theirs, first.gap.ours, first.gap.value, first.gap.wide) == (1.5, 4, 2.5, True)
    assert [cell.gap for cell in first.theirs] == [3, 2]
    assert shown.rows[6].gap.theirs == 2 and shown.rows[6].gap.their_number == 1
    assert shown.widest[0].driver.key == "communication"
    assert shown.their_agreement.drivers == 9 and shown.their_agreement.word in ("good", "excellent", "too few to know")
    assert shown.our_agreement.word == "too few to know" and shown.our_agreement.coefficient is None


def test_trend_compares_those_who_rated_both_times(world: World) -> None:
    first = samples.opened(world.energy, contacts=[world.signe, world.jon])
    samples.answered(first, world.signe, 2)
    samples.answered(first, world.jon, 4)
    rounds.close(US, assessment=first, now=NOW)
    later = NOW + timedelta(days=10)
    second = samples.opened(world.energy, contacts=[world.signe], now=later)
    samples.answered(second, world.signe, 3, now=later)
    points = results.trend_of(world.energy, later.date())
    assert [point.overall.theirs for point in points] == [3, 3]
    moved = points[1].moved
    assert (moved.same_before, moved.same_after, moved.same_number) == (2, 3, 1)


def test_a_rated_driver_is_never_reworded_under_its_answers(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    samples.answered(found, world.signe, 4)
    old = found.driver_set
    texts = [DriverText(one.name, one.theirs, one.ours, one.others) for one in old.drivers.all()]
    texts[0] = DriverText("Trust", "They never let us down.", texts[0].ours)
    new = drivers.keep(US, name=old.name, drivers=texts, before=old, now=NOW)
    assert new.version == 2 and list(queries.driver_sets()) == [new]
    keys = [driver.key for driver in new.drivers.all()]
    assert keys[1:] == [driver.key for driver in old.drivers.all()][1:] and keys[0] != "trust"
    found.refresh_from_db()
    assert (
        found.driver_set == old
        and found.driver_set.drivers.all()[0].theirs == "We can rely on them to keep their word."
    )
    with pytest.raises(errors.WrongState, match="newer version"):
        drivers.keep(US, name="x", drivers=texts, before=old, now=NOW)
    with pytest.raises(errors.NotAllowed):
        drivers.keep(actor(world.user(Role.SAM)), name="x", drivers=texts, now=NOW)


def test_a_driver_set_is_typed_in_a_form(world: World) -> None:
    client = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    samples.opened(world.energy)
    sent = {"title": "Ours", "name-0": "Speed", "theirs-0": "They are quick.", "ours-0": "We are quick."}
    assert client.post(reverse("standing:add-drivers"), sent).status_code == 302
    refused = client.post(reverse("standing:add-drivers"), {**sent, "name-2": "Half", "theirs-2": "", "ours-2": ""})
    assert refused.status_code == 422 and b"Half" in refused.content
    page = client.get(reverse("standing:driver-sets")).content.decode()
    assert "Speed" in page and "Relationship quality" in page


def test_merged_contacts_are_asked_and_counted_once(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe, world.jon])
    samples.answered(found, world.signe, 2)
    samples.answered(found, world.jon, 5, now=NOW + timedelta(hours=1))
    accounts.merge_contacts(US, kept=world.signe, gone=[world.jon], now=NOW)
    shown = results.results_of(found, TODAY)
    assert [(person.name, person.mean) for person in shown.theirs] == [("Signe Dahl", 5)]


def test_a_merge_leaves_one_request_waiting(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe, world.jon])
    samples.answered(found, world.signe, 2)
    accounts.merge_contacts(US, kept=world.signe, gone=[world.jon], now=NOW)
    assert not [one for one in found.requests.all() if one.open]


def test_our_pages(world: World) -> None:
    client = signed_in(world.user(Role.SAM))
    accounts.edit_contact(US, contact=world.signe, email="signe@example.com", now=NOW)
    empty = client.get(reverse("standing:account", args=[world.energy.pk]))
    assert empty.status_code == 200 and b"Nobody has rated" in empty.content
    sent = {"name": "Spring", "contacts": [world.signe.pk], "colleagues": [], "due_on": "2026-12-01", "words": "Please"}
    opened = client.post(reverse("standing:open", args=[world.energy.pk]), sent)
    assert opened.status_code == 302
    refused = client.post(reverse("standing:open", args=[world.energy.pk]), {**sent, "due_on": "2020-01-01"})
    assert refused.status_code == 422 and b"Please" in refused.content
    found = queries.of_account(world.energy).get()
    samples.answered(found, world.signe, 4)
    driver = found.driver_set.drivers.all()[0]
    address = reverse("standing:plan", args=[found.pk, driver.pk])
    assert b"Talk about" in client.get(address).content
    assert client.post(address, {"title": "Talk to Signe", "owner": world.user(Role.SAM).pk}).status_code == 302
    assert b"Talk to Signe" in client.get(reverse("standing:assessment", args=[found.pk])).content
    file = client.get(reverse("standing:export-assessment", args=[found.pk]) + "?format=csv")
    assert file.status_code == 200


def test_a_scoreless_answer_is_refused(world: World) -> None:
    found = samples.opened(world.energy, contacts=[world.signe])
    with pytest.raises(errors.BadInput):
        answering.answer(US, request=found.requests.get(), answers=Answers({}), now=NOW)
    with pytest.raises(errors.BadInput):
        answering.answer(US, request=found.requests.get(), answers=Answers({999999: 3}), now=NOW)
