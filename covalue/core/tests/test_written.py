"""Which tables were written to is known by everybody who keeps what was read from them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.db import connection, transaction

from covalue.core import written
from covalue.core.models import TableWrite
from tests.world import World

Account, User = apps.get_model("accounts.Account"), apps.get_model("people.User")
ACCOUNTS, USERS = Account._meta.db_table, User._meta.db_table


@pytest.fixture(autouse=True)
def request_of_somebody(world: World) -> Iterator[None]:
    """As a page is asked for: what was read is noted from its beginning."""
    written.request_begins()
    yield
    written.request_ends()


def test_what_was_read_stands_until_its_table_is_written_to(world: World) -> None:
    versions = written.versions()
    with written.reading() as reading:
        list(Account.objects.select_related("owner"))
    kept = versions(reading.tables)
    assert {ACCOUNTS, f"{USERS}#"} <= set(kept) and written.stands(kept)
    world.signe.save()
    assert written.stands(kept), "a contact"
    world.orsa.save()
    assert not written.stands(kept)


def test_what_was_read_before_counts_too(world: World) -> None:
    list(User.objects.all())  # who asks, and what they may open
    versions = written.versions()
    with written.reading() as reading:
        list(Account.objects.all())
    kept = versions(reading.tables)
    User.objects.update(title="Director")
    assert not written.stands(kept)


def test_what_is_read_apart_does_not_count(world: World) -> None:
    with written.apart():
        list(User.objects.all())
    versions = written.versions()
    with written.reading() as reading:
        list(Account.objects.all())
    User.objects.update(title="Director")
    assert written.stands(versions(reading.tables))


def test_a_write_while_it_is_made_is_seen(world: World) -> None:
    versions = written.versions()
    with written.reading() as reading:
        list(Account.objects.all())
        world.orsa.save()
    assert not written.stands(versions(reading.tables))


def test_an_inner_reading_is_part_of_the_outer(world: World) -> None:
    with written.reading() as outer:
        with written.reading():
            list(Account.objects.all())
        kept = written.versions()({USERS})
        assert written.stands(kept), "what is taken from what was kept counts as read"
    assert outer.tables == {ACCOUNTS, USERS}


def test_a_shared_answer_grows_with_what_is_read_on_from_it(world: World) -> None:
    answer = {ACCOUNTS}
    with written.reading() as first:
        written.used(answer, reads_on=True)
        list(User.objects.all())
    with written.reading() as second:
        written.used(answer, reads_on=True)
    with written.reading() as plain:
        written.used({ACCOUNTS}, reads_on=False)
    assert first.tables == second.tables == {ACCOUNTS, USERS} and plain.tables == {ACCOUNTS}


def test_what_is_undone_leaves_no_row(world: World) -> None:
    before = TableWrite.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        world.orsa.save()
        raise RuntimeError
    assert TableWrite.objects.count() == before
    world.orsa.save()
    assert TableWrite.objects.count() == before + 1


def test_nothing_is_kept_within_a_transaction_of_ones_own_nor_without_a_request(world: World) -> None:
    assert written.may_keep()
    with transaction.atomic():
        assert not written.may_keep()
    written.request_ends()
    assert not written.may_keep()


def test_a_number_that_is_committed_late_is_seen(world: World) -> None:
    """On a database with several writers a write may show below the newest number."""
    world.signe.save()
    newest = TableWrite.objects.latest("pk").pk
    TableWrite.objects.filter(id=newest).update(id=newest + 2)
    kept = written.versions()({ACCOUNTS})
    assert written.stands(kept)
    _write(newest + 1, ACCOUNTS)
    written.request_begins()
    assert not written.stands(kept)


def test_what_is_known_is_asked_once(
    world: World, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    world.signe.save()
    written.versions()
    written.request_begins()
    with django_assert_num_queries(1):
        written.versions()


def test_rows_that_went_before_they_were_seen_are_taken_for_any_table(world: World) -> None:
    world.signe.save()
    kept = written.versions()({ACCOUNTS})
    newest = TableWrite.objects.latest("pk").pk
    _write(newest + 50_000, USERS)
    written.prune()
    written.request_begins()
    assert not written.stands(kept)
    assert list(TableWrite.objects.values_list("pk", flat=True)) == [newest + 50_000]


def _write(number: int, table: str) -> None:
    """As another process writes it."""
    connection.connection.cursor().execute(
        f'INSERT INTO {written.LOG} (id, "table") VALUES ({number}, {chr(39)}{table}{chr(39)})'
    )
