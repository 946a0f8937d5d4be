"""Contacts say where we stand by a personal link: what they are asked, what counts, what is refused, what is ours."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts import asked as shared
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.positioning import asking, my_day, queries, tasks
from covalue.positioning.asking import Choice
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import Competitor, PositionRequest, Preference, Rating, Reason
from covalue.positioning.queries import COMPETITORS, PREFERENCES, REASONS
from covalue.positioning.rules import Dimension, Measure, Named
from covalue.positioning.tests.samples import asked, said
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
WHOM = {"mindshare": "us", "preference": "us"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def rival(world: World) -> Competitor:
    return COMPETITORS.add(US, world.energy, {"name": "Kabelwerk", "note": "cheap, they say"}, now=NOW)


def path_of(request: PositionRequest) -> str:
    return reverse("positioning:answer", args=[POSITIONS.secret_of(request)])


def test_a_contact_answers_by_phone_without_account_or_script(world: World, rival: Competitor) -> None:
    request = asked(world.energy, world.signe, need="Outages", competitors=[rival], dimensions=[Dimension.SERVICE])
    tasks.send_request.call(request.pk, False)
    assert path_of(request) in mail.outbox[-1].body
    page = Client().get(path_of(request)).content.decode()
    assert "<script" not in page and "Outages" in page and "Kabelwerk" in page
    assert "cheap, they say" not in page  # our note on a competitor is ours
    typed = {
        "mindshare": str(rival.pk), "preference": "us", "because": "They come at night",
        f"score-service-{rival.pk}": "3", "score-service-0": "5", "clear": "yes", "needed_for": "Nights",
    }  # fmt: skip
    assert Client().post(path_of(request), typed).status_code == 302
    first, chosen = Preference.objects.order_by("measure")
    assert (first.competitor, first.need, first.request, first.asked_on) == (rival, "Outages", request, TODAY)
    assert (chosen.named, chosen.words, chosen.contact) == (Named.US, "They come at night", world.signe)
    assert set(Rating.objects.values_list("dimension", "competitor", "score")) == {
        ("service", None, 5), ("service", rival.pk, 3),
    }  # fmt: skip
    assert Reason.objects.get().words == "Nights"
    event = Event.objects.get(verb="answered position request")
    assert (event.actor_name, event.changes) == ("Signe Dahl", {})
    thanks = Client().get(reverse("positioning:answer-thanks", args=[POSITIONS.secret_of(request)]))
    assert thanks.status_code == 200 and b"Change my answers" in thanks.content


def test_the_last_answer_counts_until_the_last_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = asked(world.energy, world.signe)
    Client().post(path_of(request), {**WHOM, "score-brand-0": "2"})
    again = Client().get(path_of(request)).content.decode()
    assert 'name="score-brand-0" value="2" checked' in again and "Send my changed answers" in again
    Client().post(path_of(request), {**WHOM, "mindshare": "nobody"})
    assert not Rating.objects.exists()
    assert set(Preference.objects.values_list("measure", "named")) == {("mindshare", "nobody"), ("preference", "us")}
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=22))
    over = Client().post(path_of(request), {"mindshare": "us", "preference": "nobody"})
    assert over.status_code == 200 and b"can no longer be changed" in over.content and b"<form" not in over.content
    assert Preference.objects.get(measure=Measure.PREFERENCE).named == Named.US


@pytest.mark.parametrize(
    "typed",
    [
        {"preference": "us"},
        {"mindshare": "competitor", "preference": "us"},
        {"mindshare": "9999", "preference": "us"},
        {"mindshare": "king", "preference": "us"},
        {"mindshare": "other", "preference": "us"},
        {"mindshare": "other", "mindshare_other": "x" * 121, "preference": "us"},
        {**WHOM, "score-brand-0": "6"},
        {**WHOM, "score-brand-0": "-1"},
        {**WHOM, "clear": "yes"},
        {**WHOM, "needed_for": "Nights"},
        {**WHOM, "clear": "of course", "needed_for": "Nights"},
    ],
)
def test_what_is_no_answer_comes_back_as_it_was_typed(world: World, typed: dict[str, str]) -> None:
    request = asked(world.energy, world.signe)
    refused = Client().post(path_of(request), {"because": "Keep me", **typed})
    assert refused.status_code == 422 and b"Keep me" in refused.content and b'role="alert"' in refused.content
    assert not Preference.objects.exists() and not Rating.objects.exists() and not Reason.objects.exists()
    request.refresh_from_db()
    assert request.answered_at is None


def test_what_was_not_asked_is_not_taken(world: World, rival: Competitor) -> None:
    request = asked(world.energy, world.signe, dimensions=[Dimension.BRAND])
    for score in ({(Dimension.PRODUCT, 0): 3}, {(Dimension.BRAND, rival.pk): 3}):
        with pytest.raises(errors.BadInput):
            asking.answer(US, request=request, said=said(Choice(Named.US), scores=score), now=NOW)
    with pytest.raises(errors.BadInput):
        asking.answer(US, request=request, said=said(Choice(Named.COMPETITOR, rival.pk)), now=NOW)


def test_somebody_else_is_a_name_of_theirs_or_the_competitor_we_know(world: World, rival: Competitor) -> None:
    request = asked(world.energy, world.signe)
    typed = {
        "mindshare": "other",
        "mindshare_other": " kabelwerk ",
        "preference": "other",
        "preference_other": "Draht AG",
    }
    Client().post(path_of(request), typed)
    first, chosen = Preference.objects.order_by("measure")
    assert (first.named, first.competitor, first.other) == (Named.COMPETITOR, rival, "")
    assert (chosen.named, chosen.whom) == (Named.OTHER, "Draht AG")
    assert not Competitor.objects.filter(name="Draht AG").exists()
    page = queries.position_page(world.user(Role.SAM), world.energy, TODAY)
    assert [count.name for count in page.measures[1].every.counts] == ["Draht AG"]


def test_what_they_wrote_themselves_is_not_ours_to_change(world: World) -> None:
    request = asked(world.energy, world.signe)
    Client().post(path_of(request), {**WHOM, "clear": "no", "needed_for": "Nothing"})
    row = Preference.objects.filter(measure=Measure.PREFERENCE).get()
    with pytest.raises(errors.WrongState, match="wrote this themselves"):
        PREFERENCES.edit(US, row, {"named": Named.THEMSELVES}, now=NOW)
    with pytest.raises(errors.WrongState, match="wrote this themselves"):
        REASONS.edit(US, Reason.objects.get(), {"words": "Everything"}, now=NOW)
    row.refresh_from_db()
    assert row.named == Named.US
    PREFERENCES.remove(US, row, now=NOW)
    PREFERENCES.restore(US, row, now=NOW)
    assert not Event.objects.filter(verb__startswith="edited").filter(verb__contains="preference").exists()


def test_nobody_is_asked_the_same_twice_while_they_can_answer(world: World) -> None:
    asked(world.energy, world.signe, need="Outages")
    again = asking.ask(US, account=world.energy, contacts=[world.signe], need="OUTAGES ", now=NOW)
    assert again == []
    (other,) = asking.ask(US, account=world.energy, contacts=[world.signe], need="New lines", now=NOW)
    assert other.need == "New lines"


@pytest.mark.parametrize("wrong", ["late", "past", "address", "left", "stranger"])
def test_who_cannot_be_asked_is_named_and_nobody_is(world: World, wrong: str) -> None:
    contact, due = world.signe, TODAY
    if wrong in ("late", "past"):
        due = TODAY + timedelta(days=91 if wrong == "late" else -1)
    elif wrong == "left":
        accounts.edit_contact(US, contact=contact, email="s@halden.test", departed_on=TODAY, now=NOW)
    elif wrong == "stranger":
        contact = world.orsa.contacts.create(name="Of another", email="a@orsa.test", created_at=NOW)
    if wrong in ("late", "past"):
        accounts.edit_contact(US, contact=contact, email="s@halden.test", now=NOW)
    with pytest.raises(errors.BadInput):
        asking.ask(US, account=world.energy, contacts=[contact], due_on=due, now=NOW)
    assert not PositionRequest.objects.exists()


def test_it_is_asked_on_a_page_and_seen_where_it_matters(world: World, signed_in: SignedIn, rival: Competitor) -> None:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.test", now=NOW)
    client, sam = signed_in(world.user(Role.SAM)), world.user(Role.SAM)
    address = reverse("positioning:ask", args=[world.energy.pk])
    assert client.post(address, {"need": "Outages"}).status_code == 422
    sent = {"contacts": [world.signe.pk], "need": "Outages", "competitors": [rival.pk], "dimensions": ["brand"]}
    assert client.post(address, sent).status_code == 302
    request = PositionRequest.objects.get()
    assert (list(request.competitors.all()), request.dimensions) == ([rival], ["brand"])
    (ask,) = shared.of(world.signe, world.energy, NOW)
    assert ask.url == path_of(request)
    asking.answer(US, request=request, said=said(Choice(Named.US)), now=NOW)
    assert shared.of(world.signe, world.energy, NOW) == ()
    page = client.get(reverse("positioning:position", args=[world.energy.pk])).content.decode()
    assert "Who was asked" in page and "answered" in page
    titles = [item.title for item in my_day.requests(Day(sam, TODAY))]
    assert titles == ["Signe Dahl said where we stand"]


def test_they_can_decline_once(world: World) -> None:
    request = asked(world.energy, world.signe)
    address = reverse("positioning:answer-decline", args=[POSITIONS.secret_of(request)])
    assert Client().post(address, {"words": "Ask Jon"}).status_code == 302
    assert Client().get(path_of(request)).status_code == 409
    request.refresh_from_db()
    assert request.declined_words == "Ask Jon"
    assert Client().post(path_of(request), WHOM).status_code == 409
    assert not Preference.objects.exists()
