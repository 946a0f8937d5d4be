from collections.abc import Callable

from django.test import Client

from covalue.listviews.models import ListView
from covalue.people.rules import Role
from tests.world import World


def test_a_view_is_saved_from_the_list_and_removed(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    sent = {"place": "accounts", "name": "Key  ones", "query": "class=key&page=3", "columns": ["keys", "class"]}
    saved = ines.post("/list-views/save/", sent | {"shared_with": "everybody", "next": "/accounts/"}, follow=True)
    assert saved.redirect_chain[-1][0] == "/accounts/" and "The view was saved." in saved.content.decode()
    view = ListView.objects.get(name="Key ones", query="class=key", shared_with="everybody")
    assert view.columns == ["keys", "class"]
    ines.post(f"/list-views/{view.pk}/remove/")
    assert not ListView.objects.exists()
    assert ines.post("/list-views/save/", sent | {"shared_with": "customer_guest"}).status_code == 422
