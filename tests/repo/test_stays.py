"""A refused form comes back on its page, as it was typed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import World

PEOPLE = "/people/?sort=name"


@pytest.fixture
def adam(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ADMINISTRATOR))


def test_what_was_typed_is_there_again_with_the_reason_at_its_field(adam: Client) -> None:
    answer = adam.post(
        reverse("people:invite"), {"email": "not an address", "name": "<i>Kim", "roles": ["sam"], "_page": PEOPLE}
    )
    assert answer.status_code == 302 and answer.headers["Location"] == PEOPLE
    page = adam.get(PEOPLE).content.decode()
    assert 'id="refused" role="alert"' in page and 'data-action="/people/invite/"' in page
    assert 'data-field="email"' in page and "is not an email address" in page
    assert '<input name="name" value="&lt;i&gt;Kim">' in page and '<input name="roles" value="sam">' in page
    assert "csrfmiddlewaretoken" not in page.partition('id="refused"')[2].partition("</template>")[0]
    assert 'id="refused"' not in adam.get(PEOPLE).content.decode()


def test_an_operation_of_a_page_is_refused_there_too(adam: Client) -> None:
    address, home = reverse("organisation:create-unit"), reverse("organisation:home")
    unit = {"kind": "region", "code": "N", "name": "North"}
    adam.post(address, unit)
    answer = adam.post(address, {**unit, "name": "Again", "_page": home}, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain == [(home, 302)]
    page = answer.content.decode()
    assert "There is already a unit with the code N." in page and 'data-field="code"' in page


def test_without_a_script_the_form_is_shown_again_by_itself(adam: Client) -> None:
    answer = adam.post(reverse("people:invite"), {"email": "x"}, headers={"Referer": f"http://testserver{PEOPLE}"})
    assert answer.status_code == 422 and f'<a class="button" href="{PEOPLE}">Back</a>' in answer.content.decode()


def test_what_may_not_be_done_now_is_said_where_the_button_is(world: World, adam: Client) -> None:
    adam_himself = world.user(Role.ADMINISTRATOR)
    before = Event.objects.count()
    answer = adam.post(reverse("people:set-active", args=[adam_himself.pk]), {"_page": PEOPLE}, follow=True)
    assert "You cannot deactivate yourself" in answer.content.decode() and Event.objects.count() == before


def test_secrets_are_typed_again(adam: Client) -> None:
    from covalue.web.stays import SECRET_NAMES

    assert all(SECRET_NAMES.search(name) for name in ("password", "old", "new", "csrftoken", "secret"))
    assert not any(SECRET_NAMES.search(name) for name in ("code", "name", "key", "news"))


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_no_form_names_a_page_elsewhere(page: str, adam: Client) -> None:
    assert adam.post(reverse("people:invite"), {"email": "x", "_page": page}).status_code == 422


def test_what_does_not_exist_or_is_not_allowed_has_its_own_page(
    world: World, adam: Client, signed_in: Callable[..., Client]
) -> None:
    assert adam.post(reverse("people:set-active", args=[999_999]), {"_page": PEOPLE}).status_code == 404
    ines = signed_in(world.user(Role.SAM))
    assert ines.post(reverse("people:invite"), {"email": "a@b.test", "_page": "/"}).status_code == 403


def test_too_much_is_said_on_the_page_without_reading_it(adam: Client) -> None:
    answer = adam.post(
        reverse("people:invite"),
        {"name": "x" * (11 * 1024 * 1024), "_page": PEOPLE},
        headers={"Referer": f"http://testserver{PEOPLE}"},
        follow=True,
    )
    assert answer.redirect_chain == [(PEOPLE, 302)] and "too large" in answer.content.decode()


def test_a_link_that_cannot_be_followed_now_leads_back_with_the_reason(
    world: World, signed_in: Callable[..., Client]
) -> None:
    dora, page = signed_in(world.user(Role.PROGRAM_DIRECTOR)), "/portfolio/revenue/"
    wrong = f"{page}?from=2026-12-31&to=2026-01-01"
    answer = dora.get(wrong, headers={"Referer": f"http://testserver{page}"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "The period ends before it starts." in answer.content.decode()
    assert '<input name="from" value="2026-12-31">' in answer.content.decode()
    itself = dora.get(wrong, headers={"Referer": f"http://testserver{wrong}"})
    assert itself.status_code == 422
