"""Needs rated, pasted, clustered, named and kept; by page and by program."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.needs import actions, queries, rules
from covalue.needs.actions import Pasted
from covalue.needs.models import Need, NeedRating, NeedsSegmentation
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
HOME = "/portfolio/needs/"
TABLE = "Account\tPrice\tAdvice\n" + "\n".join(
    f"Buyer {n}\t{price}\t{advice}"
    for n, (price, advice) in enumerate([(5, 1), (5, 2), (4, 1), (5, 1), (1, 5), (2, 5), (1, 4)])
)


@pytest.fixture
def buyers(world: World) -> list[Account]:
    return [accounts.create(US, name=f"Buyer {n}", account_class="key", now=NOW) for n in range(7)]


@pytest.fixture
def dora(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


def actor(world: World) -> Actor:
    return Actor(world.user(Role.PROGRAM_DIRECTOR), "test")


def page(world: World, k: int | None = None) -> queries.NeedsPage:
    return queries.needs_page(world.user(Role.PROGRAM_DIRECTOR), k)


def test_a_pasted_table_finds_two_kinds_of_buyers(world: World, buyers: list[Account]) -> None:
    assert actions.paste(actor(world), text=TABLE, now=NOW) == Pasted(7, ("Price", "Advice"), ())
    found = page(world)
    assert (found.rated, found.best, found.k) == (7, 2, 2)
    assert [[a.name for a in one.accounts] for one in found.clusters] == [
        [f"Buyer {n}" for n in range(4)], [f"Buyer {n}" for n in range(4, 7)],
    ]  # fmt: skip
    assert found.clusters[0].means == (4.75, 1.25) and found.clusters[0].strongest == 0
    assert found.choices[0].silhouette > 0.7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste a table"),
        ("Account\tPrice", "Paste a table"),
        ("A\tPrice\tprice\nx\t1\t2", "same heading"),
        ("A\t\nx\t1", "Paste a table"),
    ],
)
def test_a_table_that_is_none_is_refused_whole(world: World, dora: Client, text: str, sentence: str) -> None:
    answer = dora.post(f"{HOME}paste/", {"text": text})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Need.objects.exists() and not Event.objects.filter(stream="needs").exists()


def test_lines_that_cannot_be_taken_are_told_and_kept_in_the_box(
    world: World, dora: Client, buyers: list[Account]
) -> None:
    text = "Account;Price;Advice\nBuyer 0;5;1\nNobody;5;1\nBuyer 1;6;1\nbuyer 2;4;\nh-2;3,0;2.0\nBuyer 3;viel;1"
    answer = dora.post(f"{HOME}paste/", {"text": text}).content.decode()
    assert (
        "“Nobody” is not a known account." in answer
        and "“6” is not a rating" in answer
        and "“viel” is not a rating" in answer
    )
    assert "Buyer 1;6;1" in answer, "what was pasted is still there"
    assert NeedRating.objects.count() == 5 and NeedRating.objects.filter(account=world.energy).count() == 2, (
        "identify one by its ID"
    )


def test_all_alike_too_few_and_missing_ratings_are_said(world: World, dora: Client, buyers: list[Account]) -> None:
    price = actions.add_need(actor(world), name="Price", now=NOW)
    for account in buyers[:5]:
        actions.rate_account(actor(world), account=account, ratings={price: 3}, now=NOW)
    assert "5 accounts are rated on every need" in dora.get(HOME).content.decode()
    for account in buyers[5:]:
        actions.rate_account(actor(world), account=account, ratings={price: 3}, now=NOW)
    assert "only one kind" in dora.get(HOME).content.decode()
    actions.add_need(actor(world), name="Advice", now=NOW)
    found = page(world)
    assert (found.rated, found.choices, found.clusters) == (0, (), ())


def test_ratings_off_the_scale_and_doubled_needs_are_refused(world: World, buyers: list[Account]) -> None:
    price = actions.add_need(actor(world), name=" Price ", now=NOW)
    for act, sentence in (
        (lambda: actions.add_need(actor(world), name="price", now=NOW), "with this name"),
        (lambda: actions.add_need(actor(world), name="  ", now=NOW), "Enter a name"),
        (lambda: actions.rate_account(actor(world), account=buyers[0], ratings={price: 6}, now=NOW), "1 to 5"),
    ):
        with pytest.raises(errors.Refused, match=sentence):
            act()
    for n in range(rules.MOST_NEEDS - 1):
        actions.add_need(actor(world), name=f"Need {n}", now=NOW)
    with pytest.raises(errors.WrongState, match="At most 15"):
        actions.add_need(actor(world), name="One more", now=NOW)


def test_clusters_are_kept_under_names_a_person_gives(world: World, dora: Client, buyers: list[Account]) -> None:
    actions.paste(actor(world), text=TABLE, now=NOW)
    for names, sentence in (
        (["Price", ""], "every cluster a name"),
        (["A", "a"], "same name"),
        (["A"], "every cluster a name"),
    ):
        answer = dora.post(f"{HOME}keep/", {"k": "2", "names": names, "name": "Autumn", "seen": page(world).version})
        assert answer.status_code == 422 and sentence in answer.content.decode()
    assert (
        dora.post(f"{HOME}keep/", {"k": "7", "names": ["a"] * 7, "name": "x", "seen": page(world).version}).status_code
        == 409
    )
    stale = page(world).version
    actions.rate_account(actor(world), account=buyers[3], ratings={Need.objects.get(name="Price"): 4}, now=NOW)
    late = dora.post(f"{HOME}keep/", {"k": "2", "names": ["A", "B"], "name": "Late", "seen": stale})
    assert late.status_code == 409 and not NeedsSegmentation.objects.exists(), "names would be on other accounts"
    answer = dora.post(
        f"{HOME}keep/",
        {"k": "2", "names": ["Want it cheap", "Want it explained"], "name": "Autumn", "seen": page(world).version},
    )
    kept = NeedsSegmentation.objects.get()
    assert answer.headers["Location"] == reverse("needs:kept", args=[kept.pk])
    text = dora.get(reverse("needs:kept", args=[kept.pk])).content.decode()
    assert "Want it cheap" in text and "Buyer 6" in text
    accounts.merge(US, kept=buyers[0], gone=[buyers[6]], now=NOW)
    assert "Buyer 6" in dora.get(reverse("needs:kept", args=[kept.pk])).content.decode(), "as it was"
    assert page(world).rated == 6
    dora.post(reverse("needs:remove-kept", args=[kept.pk]))
    assert page(world).kept == ()
    dora.post(reverse("needs:restore-kept", args=[kept.pk]))
    assert page(world).kept == (kept,)


def test_who_moved_and_by_which_rating(
    world: World, dora: Client, buyers: list[Account], called_by: Callable[..., Client]
) -> None:
    actions.paste(actor(world), text=TABLE, now=NOW)
    first = actions.keep(
        actor(world), name="Spring", k=2, names=["Cheap", "Explained"], version=page(world).version, now=NOW
    )
    assert (
        "Save segments again later to see here which accounts moved,"
        in dora.get(reverse("needs:kept", args=[first.pk])).content.decode()
    )
    place = {one.account_id: one for one in queries.placed(first)}
    mover = next(buyer for buyer in buyers if place[buyer.pk].segment == place[buyers[0].pk].segment)
    like = next(buyer for buyer in buyers if place[buyer.pk].segment != place[mover.pk].segment)
    needs = {need.name: need for need in Need.objects.all()}
    new = {needs[name]: score for name, score in place[like.pk].scores.items()}
    actions.rate_account(actor(world), account=mover, ratings=new, now=NOW)
    today = queries.needs_page(world.user(Role.PROGRAM_DIRECTOR), 2)
    names = ["x", "y"]
    for number, cluster in enumerate(today.clusters):
        others = [place[one.pk].segment for one in cluster.accounts if one.pk != mover.pk]
        names[number] = others[0]
    later = NOW + timedelta(days=200)
    second = actions.keep(actor(world), name="Autumn", k=2, names=names, version=today.version, now=later)
    moved = queries.kept_page(world.user(Role.PROGRAM_DIRECTOR), first.pk, None).moves
    assert [(one.account_id, one.before, one.after) for one in moved] == [
        (mover.pk, place[mover.pk].segment, place[like.pk].segment)
    ]
    changed = {need: (place[mover.pk].scores[need], place[like.pk].scores[need]) for need in place[mover.pk].scores}
    assert {change.need: (change.before, change.after) for change in moved[0].ratings} == {
        n: v for n, v in changed.items() if v[0] != v[1]
    }
    for kept, other in ((first, second), (second, first)):
        text = dora.get(reverse("needs:kept", args=[kept.pk]), {"to": other.pk}).content.decode()
        assert "Spring → Autumn" in text and mover.name in text and "→ " in text
    for wrong in ("x", "999999", "-1"):
        assert dora.get(reverse("needs:kept", args=[first.pk]), {"to": wrong}).status_code == 404
    anna = called_by(world.user(Role.ANALYST))
    assert api.get(anna, f"/needs-segments/{first.pk}/moves")[0]["account"]["id"] == mover.pk
    rows = dora.get(reverse("needs:export-kept", args=[first.pk])).getvalue().decode("utf-8-sig").splitlines()
    assert rows[0] == "account,segment,Price,Advice" and len(rows) == 8
    assert Event.objects.filter(verb="exported needs segments").count() == 1


def test_segments_kept_before_ratings_were_kept_with_them_still_tell_who_moved() -> None:
    before = [rules.Placed(1, "A", "Cheap", {}), rules.Placed(2, "B", "Cheap", {}), rules.Placed(3, "C", "Cheap", {})]
    after = [
        rules.Placed(1, "A", "cheap", {"Price": 5}),
        rules.Placed(2, "B", "Explained", {"Price": 2}),
        rules.Placed(4, "D", "Cheap", {}),
    ]
    assert [(one.name, one.before, one.after, one.ratings) for one in rules.moves(before, after)] == [
        ("B", "Cheap", "Explained", ()), ("C", "Cheap", None, ()), ("D", None, "Cheap", ()),
    ]  # fmt: skip


def test_a_need_can_be_taken_away_and_brought_back(world: World, dora: Client, buyers: list[Account]) -> None:
    actions.paste(actor(world), text=TABLE, now=NOW)
    price = Need.objects.get(name="Price")
    dora.post(reverse("needs:remove", args=[price.pk]))
    assert [need.name for need in page(world).needs] == ["Advice"]
    dora.post(reverse("needs:restore", args=[price.pk]))
    assert page(world).rated == 7
    path = reverse("needs:rate", args=[buyers[0].pk])
    assert dora.post(path, {f"need-{price.pk}": "9"}).status_code == 422
    assert dora.post(path, {f"need-{price.pk}": ""}).status_code == 302
    assert page(world).rated == 6


def test_only_who_sees_the_whole_base(world: World, signed_in: Callable[..., Client]) -> None:
    for role in set(Role) - {Role.PROGRAM_DIRECTOR, Role.ANALYST}:
        assert signed_in(world.user(role)).get(HOME).status_code == 404, role
        with pytest.raises(errors.NotFound):
            actions.add_need(Actor(world.user(role), "test"), name="x", now=NOW)


def test_the_same_by_program(world: World, buyers: list[Account], called_by: Callable[..., Client]) -> None:
    anna = called_by(world.user(Role.ANALYST))
    price, advice = (api.post(anna, "/needs", {"name": name})["id"] for name in ("Price", "Advice"))
    for n, account in enumerate(buyers):
        low = n < 4
        ratings = [
            {"need": price, "score": 5 if low else 1 + n % 2},
            {"need": advice, "score": 1 + n % 2 if low else 5},
        ]
        api.post(anna, f"/needs-ratings/{account.pk}", {"ratings": ratings}, status=204)
    told = api.get(anna, "/needs?k=2")
    assert (told["rated"], len(told["choices"]), len(told["clusters"])) == (7, 3, 2), (
        "four kinds of rows: two to four clusters"
    )
    kept = api.post(
        anna, "/needs-segments", {"name": "Q4", "k": 2, "names": ["Cheap", "Explained"], "version": told["version"]}
    )
    assert [len(one["accounts"]) for one in kept["clusters"]] == [4, 3]
    assert api.get(anna, "/needs-segments")[0]["name"] == "Q4"


def test_a_paste_that_is_not_taken_adds_no_need(world: World, dora: Client, buyers: list[Account]) -> None:
    actions.paste(actor(world), text=TABLE, now=NOW)
    accounts.create(US, name="Twin", now=NOW)
    accounts.create(US, name="Twin", now=NOW)
    wrong = "Account,Prize\nNobody,5\nTwin,4\nBuyer 0,9\nBuyer 1,4,3\nBuyer 2,\n"
    told = actions.paste(actor(world), text=wrong, now=NOW)
    assert (told.taken, told.new) == (0, ())
    assert [one.reason for one in told.rejects] == [
        "“Nobody” is not a known account.", "Two accounts are called “Twin”.", "“9” is not a rating of 1 to 5.",
        "This line has 3 cells where the heading has 2.", "This line has no ratings.",
    ]  # fmt: skip
    assert page(world).rated == 7, "the clusters are still there"
    quoted = actions.paste(actor(world), text='Account;Price\n"Buyer 0";"3"\n', now=NOW)
    assert (quoted.taken, quoted.new, quoted.rejects) == (1, (), ())


def test_a_need_is_not_brought_back_beside_its_namesake(world: World) -> None:
    first = actions.add_need(actor(world), name="Price", now=NOW)
    actions.remove_need(actor(world), first, now=NOW)
    actions.add_need(actor(world), name="price", now=NOW)
    with pytest.raises(errors.WrongState, match="with this name"):
        actions.restore_need(actor(world), first, now=NOW)
