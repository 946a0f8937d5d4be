"""Tables kept, edited, counted, removed; and what is refused changes nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.retention import actions
from covalue.retention.actions import Sheet
from covalue.retention.models import ContractTable
from covalue.retention.rules import Segment
from covalue.retention.tests.tables import FILE, REGULAR
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
SHEET = Sheet("Service", "year", Decimal(100), (Segment("Regular", (REGULAR,)),))
COLUMNS = {"customer": "customer", "begins": "begin", "ends": "end", "margin": "margin"}


def dora(world: World) -> Actor:
    return Actor(world.user(Role.PROGRAM_DIRECTOR), "test")


def test_kept_edited_removed_restored(world: World) -> None:
    table = actions.add(dora(world), sheet=SHEET, now=NOW)
    changed = Sheet("Service contracts", "quarter", None, (Segment("Regular", (REGULAR[:5],)),))
    actions.edit(dora(world), table=table, sheet=changed, seen=1, now=NOW)
    table.refresh_from_db()
    assert (table.name, table.period, table.margin, table.version) == ("Service contracts", "quarter", None, 2)
    assert Segment.read(table.segments[0]).vintages == (REGULAR[:5],)
    actions.edit(dora(world), table=table, sheet=changed, seen=2, now=NOW)  # nothing new, nothing told
    actions.remove(dora(world), table=table, now=NOW)
    with pytest.raises(errors.WrongState, match="was removed"):
        actions.edit(dora(world), table=table, sheet=SHEET, seen=2, now=NOW)
    actions.restore(dora(world), table=table, now=NOW)
    assert list(Event.objects.order_by("id").values_list("verb", flat=True))[-4:] == [
        "added contract table", "edited contract table", "removed contract table", "restored contract table",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "field"),
    [
        (Sheet(" ", "year", None, SHEET.segments), "name"),
        (Sheet("x", "week", None, SHEET.segments), "period"),
        (Sheet("x", "year", Decimal(-1), SHEET.segments), "margin"),
        (Sheet("x", "year", None, ()), "text"),
        (Sheet("x", "year", None, (Segment("a", ((5, 7),)),)), "text"),
        (Sheet("x", "year", None, (Segment("a", ((5, 4),)), Segment("A", ((5, 4),)))), "text"),
    ],
)
def test_what_cannot_be_kept(world: World, sheet: Sheet, field: str) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.BadInput) as refused:
        actions.add(dora(world), sheet=sheet, now=NOW)
    assert refused.value.field == field
    assert not ContractTable.objects.exists() and Event.objects.count() == before


def test_who_saw_an_older_one_overwrites_nothing(world: World) -> None:
    table = actions.add(dora(world), sheet=SHEET, now=NOW)
    actions.edit(dora(world), table=table, sheet=Sheet("Mine", "year"), seen=1, now=NOW)
    with pytest.raises(errors.WrongState, match="Someone has changed this table since"):
        actions.edit(dora(world), table=table, sheet=Sheet("Yours", "year"), seen=1, now=NOW)
    table.refresh_from_db()
    assert table.name == "Mine" and len(table.segments) == 1


@pytest.mark.parametrize("role", [Role.SAM, Role.COACH, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST])
def test_for_who_sees_the_whole_base(world: World, role: Role) -> None:
    table = actions.add(dora(world), sheet=SHEET, now=NOW)
    actor, before = Actor(world.user(role), "test"), Event.objects.count()
    file = ContentFile(FILE.encode(), name="c.csv")
    for refused in (
        lambda: actions.add(actor, sheet=SHEET, now=NOW),
        lambda: actions.edit(actor, table=table, sheet=SHEET, seen=1, now=NOW),
        lambda: actions.receive(actor, upload=file, name="", now=NOW),
        lambda: actions.count(actor, table=table, mapping=COLUMNS, period="year", until=None, now=NOW),
        lambda: actions.remove(actor, table=table, now=NOW),
        lambda: actions.restore(actor, table=table, now=NOW),
    ):
        with pytest.raises(errors.NotFound):
            refused()
    assert ContractTable.objects.get() == table and Event.objects.count() == before


def test_a_file_is_counted_and_counted_again(world: World) -> None:
    table = actions.receive(dora(world), upload=ContentFile(FILE.encode(), name="service.csv"), name="", now=NOW)
    assert (table.name, table.segments) == ("service", [])
    told = {"table": table, "mapping": COLUMNS, "now": NOW}
    actions.count(dora(world), period="year", until=date(2023, 6, 1), **told)
    assert [one["vintages"] for one in table.segments] == [[[5, 3, 2, 2], [1]]]
    actions.count(dora(world), period="quarter", until=date(2020, 12, 31), **told)
    table.refresh_from_db()
    assert (table.period, table.until, table.version) == ("quarter", date(2020, 12, 31), 3)
    actions.edit(dora(world), table=table, sheet=Sheet("Files", "month", Decimal(7)), seen=3, now=NOW)
    assert (table.name, table.period, table.margin) == ("Files", "quarter", 7)  # its period is that of its counts


def test_a_count_that_is_refused_leaves_the_counts(world: World) -> None:
    table = actions.receive(dora(world), upload=ContentFile(FILE.encode(), name="c.csv"), name="C", now=NOW)
    actions.count(dora(world), table=table, mapping=COLUMNS, period="year", until=date(2023, 6, 1), now=NOW)
    kept, before = table.segments, Event.objects.count()
    for wrong in ({"begins": "gone", "ends": "end"}, {"begins": "customer", "ends": "end"}):
        with pytest.raises(errors.BadInput):
            actions.count(dora(world), table=table, mapping=wrong, period="year", until=None, now=NOW)
    with pytest.raises(errors.BadInput):
        actions.count(dora(world), table=table, mapping=COLUMNS, period="week", until=None, now=NOW)
    table.refresh_from_db()
    assert table.segments == kept and table.version == 2 and Event.objects.count() == before
    Path(table.path).unlink()
    with pytest.raises(errors.WrongState, match="The file is no longer available"):
        actions.count(dora(world), table=table, mapping=COLUMNS, period="year", until=None, now=NOW)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"\xd0\xcf\x11\xe0zzzz", "Excel file cannot be read"), (b"PK\x03\x04cut", "damaged")],
)
def test_a_file_that_cannot_be_read_is_not_kept(world: World, tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(errors.BadInput, match=sentence):
        actions.receive(dora(world), upload=ContentFile(content, name="c.xls"), name="", now=NOW)
    assert not ContractTable.objects.exists() and not list((tmp_path / "imports").glob("*"))


def test_a_file_that_is_too_large(world: World, settings: object) -> None:
    settings.FILE_SIZE_LIMIT = 10  # type: ignore[attr-defined]
    with pytest.raises(errors.TooLarge):
        actions.receive(dora(world), upload=ContentFile(FILE.encode(), name="c.csv"), name="", now=NOW)
    assert not ContractTable.objects.exists()
