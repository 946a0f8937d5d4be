"""A form that is refused under the kept page of value is drawn for that answer alone, and nothing of it is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.people.rules import Role
from covalue.value.models import Initiative, Target
from covalue.value.tests.test_actions import case, target
from covalue.web import keeping
from tests.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "value:start": ({"title": "", "begins_on": "2026-99-99", "template": "waste"}, "2026-99-99"),
    "value:add-target": ({"title": "", "success": "half the outages <b>", "impact": "3"}, "half the outages &lt;b&gt;"),
}


def value_page(client: Client, world: World) -> str:
    return client.get(reverse("value:account", args=[world.energy.pk])).content.decode()


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_comes_back_as_typed_whether_the_page_is_kept_or_not(
    world: World, signed_in: SignIn, name: str
) -> None:
    case(world), target(world)
    typed, shown = REFUSED[name]
    sam, at = signed_in(world.user(Role.SAM)), reverse(name, args=[world.energy.pk])
    for kept in (False, True):
        before = value_page(sam, world) if kept else ""
        refused = sam.post(at, typed)
        told = refused.content.decode()
        assert refused.status_code == 422 and shown in told and 'role="alert"' in told, kept
        assert "Predictive care" in told and keeping.TOKEN not in told, "the page around it, and a token of its own"
        after = value_page(sam, world)
        assert shown not in after and 'role="alert"' not in after.split("<main")[1].split("</main>")[0]
        assert not kept or before.split("<main")[1][:200] == after.split("<main")[1][:200]
    assert Initiative.objects.count() == Target.objects.count() == 1


@pytest.mark.parametrize("name", REFUSED)
def test_what_one_typed_is_never_anothers_and_the_next_refusal_is_its_own(
    world: World, signed_in: SignIn, name: str
) -> None:
    typed, shown = REFUSED[name]
    sam, director = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.PROGRAM_DIRECTOR))
    at = reverse(name, args=[world.energy.pk])
    assert shown in sam.post(at, typed).content.decode()
    assert shown not in value_page(director, world)
    other = dict.fromkeys(typed, "")
    again = sam.post(at, other)
    assert again.status_code == 422 and shown not in again.content.decode()
    assert shown in sam.post(at, typed).content.decode(), "and the first once more, as if it were new"


def test_the_token_of_a_refused_form_is_this_answers(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user(Role.SAM), backend="django.contrib.auth.backends.ModelBackend")
    page, at = value_page(client, world), reverse("value:start", args=[world.energy.pk])
    token = page.rsplit('name="csrfmiddlewaretoken" value="', 1)[1].split('"')[0]
    assert client.post(at, {"title": "x"}).status_code == 403
    refused = client.post(at, {"title": "", "csrfmiddlewaretoken": token})
    assert refused.status_code == 422
    own = refused.content.decode().rsplit('name="csrfmiddlewaretoken" value="', 1)[1].split('"')[0]
    assert client.post(at, {"title": "Fewer outages", "csrfmiddlewaretoken": own}).status_code == 302
    assert Initiative.objects.get().title == "Fewer outages"
