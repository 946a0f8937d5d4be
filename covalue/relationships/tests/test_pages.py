"""The pages of the map, with and without a script, and what leaves them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.action_items.models import Action
from covalue.people.rules import Role
from covalue.relationships import actions, drawing, queries
from covalue.relationships.models import Placeholder, Rating
from covalue.relationships.rules import BuyingRole, LineKind, Rated
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def sam(world: World, signed_in: Callable[..., Client]) -> Client:
    actions.report(US, account=world.energy, who=f"c{world.jon.pk}", manager=f"c{world.signe.pk}", now=NOW)
    actions.rate(
        US,
        account=world.energy,
        who=f"c{world.jon.pk}",
        what=Rated.ATTITUDE,
        value="against",
        reason="Blocks us",
        now=NOW,
    )
    return signed_in(world.user(Role.SAM))


def at(name: str, *args: object) -> str:
    return reverse(f"relationships:{name}", args=args)


def test_the_page_draws_the_map_and_what_it_says(world: World, sam: Client) -> None:
    page = sam.get(at("map", world.energy.pk)).content.decode()
    assert f'data-who="c{world.jon.pk}"' in page and "What the map says" in page and "against us" in page
    assert "style=" not in page.split("<main")[1] and "<script" not in page.split("<main")[1]


def test_presenting_it_shows_no_rating_and_no_contact_of_ours(world: World, sam: Client) -> None:
    actions.draw(
        US, account=world.energy, kind=LineKind.CONFLICT, start=f"c{world.jon.pk}", end=f"c{world.signe.pk}", now=NOW
    )
    page = sam.get(at("map", world.energy.pk), {"show": "1"}).content.decode()
    assert "Jon Ek" in page and "in conflict with" not in page
    for private in ("against", "no contact", "What the map says", "Blocks us", "influence not known"):
        assert private not in page.split("<main")[1], private


def test_as_of_a_day_it_is_read_only(world: World, sam: Client) -> None:
    before = sam.get(at("map", world.energy.pk), {"on": str(TODAY - timedelta(days=400)), "since": "2020-01-01"})
    page = before.content.decode()
    assert "The map as it was on" in page and "data-may-edit" not in page and "Nothing changed." in page


def test_what_changed_since_a_day(world: World, sam: Client) -> None:
    page = sam.get(at("map", world.energy.pk), {"since": "2020-01-01"}).content.decode()
    assert "is new on the map" in page


def test_without_a_script_a_form_leads_back_to_the_person(world: World, sam: Client) -> None:
    who = f"c{world.jon.pk}"
    answer = sam.post(at("rate", world.energy.pk), {"who": who, "what": "influence", "value": "high"})
    assert answer.status_code == 302 and answer["Location"] == at("map", world.energy.pk) + f"?who={who}"
    assert queries.whole(world.energy).cards[who].influence == "high"
    page = sam.get(at("person", world.energy.pk, who)).content.decode()
    assert "Blocks us" in page and 'name="value"' in page


def test_a_script_is_answered_with_the_map_as_it_is_now(world: World, sam: Client) -> None:
    values = {"who": f"c{world.jon.pk}", "x": "500", "y": "40"}
    told = sam.post(at("move", world.energy.pk), values, headers=JSON).json()
    assert told["revision"] == queries.revision_of(world.energy) and "translate(500 40)" in told["parts"]["scene"]
    same = sam.get(at("changes", world.energy.pk), {"revision": told["revision"]}).json()
    assert same == {"revision": told["revision"]}
    assert "parts" in sam.get(at("changes", world.energy.pk), {"revision": told["revision"] - 1}).json()


def test_the_cards_of_a_large_map_come_without_their_texts_and_those_beside(
    world: World, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.edit_contact(US, contact=Contact.objects.get(pk=world.jon.pk), name="Jon </script><b>Ek", now=NOW)
    assert "map-faces" not in sam.get(at("map", world.energy.pk)).content.decode()
    monkeypatch.setattr(drawing, "LARGE", 1)
    page = sam.get(at("map", world.energy.pk)).content.decode()
    [scene, rest] = page.split('<script type="application/json" id="map-faces">')
    faces = json.loads(rest.split("</script>")[0])
    assert "<text" not in scene and "Jon &lt;/script&gt;" in faces[f"c{world.jon.pk}"]
    told = sam.get(at("changes", world.energy.pk), {"revision": 0}).json()
    assert told["faces"] == faces and "<text" not in told["parts"]["scene"]
    monkeypatch.setattr(drawing, "LARGE", 99)
    assert sam.get(at("changes", world.energy.pk), {"revision": 0}).json()["faces"] == {}


def test_the_list_beside_a_large_map_is_open_for_who_asks_for_it(
    world: World, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_open(**asked: str) -> bool:
        return 'id="map-list" open' in sam.get(at("map", world.energy.pk), asked).content.decode()

    assert is_open()
    monkeypatch.setattr(drawing, "LARGE", 1)
    assert not is_open() and is_open(list="1")


def test_a_stage_nobody_gave_is_not_the_buying_role(world: World, sam: Client) -> None:
    who = actions.add_person(US, account=world.energy, name="Head", kind="role", role=BuyingRole.ECONOMIC, now=NOW)
    page = sam.get(at("person", world.energy.pk, who)).content.decode()
    stage = page.split('data-rates="stage"')[1].split("</select>")[0]
    assert "Economic buyer" not in stage


def test_a_refusal_is_one_sentence_for_a_script(world: World, sam: Client) -> None:
    values = {"who": f"c{world.signe.pk}", "manager": f"c{world.jon.pk}"}
    answer = sam.post(at("report", world.energy.pk), values, headers=JSON)
    assert answer.status_code == 422 and "that would be a circle" in answer.json()["sentence"]


def test_adding_somebody_on_a_page_and_from_the_map(world: World, sam: Client) -> None:
    assert "Buying role" in sam.get(at("add", world.energy.pk)).content.decode()
    answer = sam.post(at("add", world.energy.pk), {"name": "Head of grid", "kind": "role", "role": "economic"})
    role = Placeholder.objects.get()
    assert answer["Location"] == at("person", world.energy.pk, f"p{role.pk}")
    assert sam.post(at("add", world.energy.pk), {"name": " ", "kind": "role"}).status_code == 422
    told = sam.post(at("add", world.energy.pk), {"name": "Per Wiik", "kind": "contact"}, headers=JSON).json()
    assert told["who"] == f"c{Contact.objects.get(name='Per Wiik').pk}"


def test_questions_lead_to_a_rating(world: World, sam: Client) -> None:
    who = f"c{world.signe.pk}"
    page = sam.get(at("questions", world.energy.pk, who, "attitude")).content.decode()
    assert "Do they speak for us when we are not in the room?" in page
    values = {"who": who, "what": "attitude", "again": "yes", "speaks": "yes", "gains": "yes", "reason": "Her review"}
    sam.post(at("answer", world.energy.pk), values)
    row = Rating.objects.latest("pk")
    assert (row.value, row.reason, row.answers["again"]) == ("supports", "Her review", "yes")
    assert sam.get(at("questions", world.energy.pk, who, "stage")).status_code == 404


def test_a_finding_becomes_an_action(world: World, sam: Client) -> None:
    sam.post(at("plan", world.energy.pk), {"title": "Speak with Marta Lind"})
    action = Action.objects.get()
    assert (action.owner, action.arose_from) == (world.user(Role.SAM), f"map:{world.energy.pk}")
    page = sam.get(reverse("action_items:list", args=[world.energy.pk])).content.decode()
    assert at("map", world.energy.pk) in page


@pytest.mark.parametrize("kind", ["svg", "png", "pptx"])
def test_files_hold_no_rating(world: World, sam: Client, kind: str) -> None:
    actions.draw(
        US, account=world.energy, kind=LineKind.INFLUENCES, start=f"c{world.jon.pk}", end=f"c{world.signe.pk}", now=NOW
    )
    actions.draw(
        US, account=world.energy, kind=LineKind.CONFLICT, start=f"c{world.jon.pk}", end=f"c{world.signe.pk}", now=NOW
    )
    content = sam.get(at("export", world.energy.pk, kind)).content
    if kind == "png":
        assert content.startswith(b"\x89PNG")
        return
    if kind == "pptx":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            content = file.read("ppt/slides/slide1.xml")
        assert content.count(b"<p:cxnSp>") == 2 and b"tailEnd" in content
    assert b"Jon Ek" in content and not [
        word for word in (b"against", b"no contact", b"in conflict") if word in content
    ]


def test_the_page_of_contacts_and_of_one_contact_show_the_map(world: World, sam: Client) -> None:
    assert "What the map says" in sam.get(reverse("accounts:contacts", args=[world.energy.pk])).content.decode()
    page = sam.get(reverse("accounts:contact", args=[world.jon.pk])).content.decode()
    assert "attitude to us: against us" in page


def test_guests_see_nothing_of_it(world: World, sam: Client, signed_in: Callable[..., Client]) -> None:
    guest = signed_in(world.user(Role.CUSTOMER_GUEST))
    for address in (at("map", world.energy.pk), at("person", world.energy.pk, f"c{world.jon.pk}")):
        assert guest.get(address).status_code == 404
