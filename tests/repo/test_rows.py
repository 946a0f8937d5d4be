"""The shared list of rows of an account, by page and by API, tried on actions: what a new package gets by saying its columns."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import clear_url_caches, include, path
from ninja import NinjaAPI, Router

from covalue.accounts.row_api import RowApi
from covalue.accounts.row_pages import RowPages
from covalue.accounts.rows import AccountRows
from covalue.action_items import queries
from covalue.action_items.api import ActionOut
from covalue.action_items.inputs import ActionInput
from covalue.action_items.models import Action
from covalue.config import urls as product
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.web import sentences
from covalue.web.tables import Column, Kind, Table, ordered
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db


def _guard_title(action: Action) -> None:
    if action.title == "No":
        raise errors.BadInput("Promise something.", field="title")


PROMISES = AccountRows(
    Action, ("owner",), order=("title", "id"), choices=queries.possible_owners, check=_guard_title, noun="promise"
)
sentences.add(*sentences.of_rows("promise", "promise", "promises"))
router = Router()
API = RowApi(router, PROMISES, ActionOut, "promises", one="promise", many="promises", title="a promise")
OPERATIONS = API.operations(ActionInput)
API.get()
TABLE = Table[Action](
    "promises",
    (
        ordered("title", lambda row: row.title, "Title"),
        Column("owner", lambda row: row.owner, "Owner"),
        Column("due", lambda row: row.due_on, "Due", Kind.DAY),
    ),
)
PAGES = RowPages("promises", OPERATIONS, TABLE, title="Promises", empty="Nothing is promised yet.")
ninja = NinjaAPI(urls_namespace="promises-api", auth=None)
ninja.add_router("", router)
body_limits = product.body_limits
callers = product.callers
urlpatterns = [
    path("", include((PAGES.urls(), "promises"), namespace="promises")),
    path("rows-api/", ninja.urls),
    *product.urlpatterns,
]


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        clear_url_caches()
        yield
    clear_url_caches()


@pytest.fixture
def promise(world: World) -> Action:
    values = {"title": "Call", "owner": world.user(Role.SAM)}
    return PROMISES.add(US, world.energy, values, now=NOW)


def test_who_may_not_changes_nothing_and_leaves_no_event(world: World, promise: Action) -> None:
    before, stranger = Event.objects.count(), Actor(world.stranger, "test")
    for refused in (
        lambda: PROMISES.add(stranger, world.energy, {"title": "x"}, now=NOW),
        lambda: PROMISES.edit(stranger, promise, {"title": "x"}, now=NOW),
        lambda: PROMISES.remove(stranger, promise, now=NOW),
        lambda: PROMISES.restore(stranger, promise, now=NOW),
        lambda: PROMISES.get(world.stranger, promise.pk),
    ):
        with pytest.raises(errors.NotFound):
            refused()
    PROMISES.edit(US, promise, {"title": "Call"}, now=NOW)
    with pytest.raises(errors.BadInput):
        PROMISES.edit(US, promise, {"title": "No"}, now=NOW)
    promise.refresh_from_db()
    assert (promise.title, promise.removed_at, Event.objects.count()) == ("Call", None, before)


def test_a_removed_row_is_out_of_sight_until_it_is_restored(world: World, promise: Action) -> None:
    PROMISES.remove(US, promise, now=NOW)
    assert not PROMISES.of(world.energy) and not PROMISES.visible_to(world.user(Role.SAM))
    with pytest.raises(errors.NotFound):
        PROMISES.get(world.user(Role.SAM), promise.pk)
    with pytest.raises(errors.WrongState):
        PROMISES.edit(US, promise, {"title": "x"}, now=NOW)
    PROMISES.restore(US, PROMISES.get_or_removed(world.user(Role.SAM), promise.pk), now=NOW)
    assert list(PROMISES.of(world.energy)) == [promise]
    verbs = Event.objects.filter(subject=f"action:{promise.pk}").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["added promise", "removed promise", "restored promise"]


def test_the_pages(world: World, promise: Action, signed_in: Callable[..., Client]) -> None:
    karl, home = signed_in(world.user(Role.TEAM_MEMBER)), f"/a/{world.energy.pk}/promises/"
    refused = karl.post(f"{home}add/", {"title": "", "note": "what was typed"})
    assert refused.status_code == 422 and "what was typed" in refused.content.decode()
    again = karl.get(f"{home}add/", {"sort": "-title"})
    assert again.headers["Location"] == f"{home}?sort=-title", "the refused page's own links and a reload"
    assert 'aria-sort="ascending"' in karl.get(home).content.decode()
    page = karl.get(home, {"sort": "-title"}).content.decode()
    assert 'aria-sort="descending"' in page and f"/promises/{promise.pk}/" in page and "Ines Moreau" in page
    assert karl.get(home, {"sort": "owner__password"}).status_code == 200, "an order nobody offers is none"
    assert karl.get(f"{home}export/", {"format": "json"}).json()[0]["owner"] == "Ines Moreau"
    row = f"/promises/{promise.pk}/"
    assert karl.post(row, {"title": ""}).status_code == 422
    assert karl.post(row, {"title": "Call twice", "owner": promise.owner_id}).headers["Location"] == home
    undo = karl.post(f"{row}remove/", follow=True).content.decode()
    assert f'action="{row}restore/"' in undo and karl.get(row).status_code == 404
    assert "Call twice" in karl.post(f"{row}restore/", follow=True).content.decode()
    stranger = signed_in(world.stranger)
    for answer in (stranger.get(home), stranger.get(row), stranger.post(f"{home}add/", {}), stranger.post(row, {})):
        assert answer.status_code == 404


def test_whom_a_row_names_stays_allowed_when_they_are_offered_no_more(world: World, promise: Action) -> None:
    sam = world.user(Role.SAM)
    assert PROMISES.choices_for(promise)["owner"].filter(pk=sam.pk).exists()
    type(sam).objects.filter(pk=sam.pk).update(deactivated_at=NOW)
    assert PROMISES.choices_for(promise)["owner"].filter(pk=sam.pk).exists()


def test_the_operations(world: World, promise: Action, signed_in: Callable[..., Client]) -> None:
    karl, listed = signed_in(world.user(Role.TEAM_MEMBER)), f"/rows-api/accounts/{world.energy.pk}/promises"
    asked: dict[str, Any] = {"content_type": "application/json", "headers": {"if-match": "*"}}
    assert [row["title"] for row in karl.get(listed).json()["items"]] == ["Call"]
    added = karl.post(listed, {"title": "Write"}, content_type="application/json")
    assert added.status_code == 201
    row = f"/rows-api/promises/{added.json()['id']}"
    assert karl.patch(row, {"note": "soon"}, **asked).json()["note"] == "soon"
    assert karl.delete(row).status_code == 204
    assert karl.post(f"{row}/restore").json()["title"] == "Write" == karl.get(row).json()["title"]
