"""Every example of RFC 5546 §4 comes to the meetings it tells of, in any order of arrival."""

from itertools import islice, permutations

import pytest

from covalue.sources.reading import calendars, meetings
from covalue.sources.reading.meetings import Owner, State
from covalue.sources.tests.files import INES
from covalue.sources.tests.rfc5546 import STORIES, Story
from tests.world import NOW

OWNER = Owner(frozenset({INES}), "UTC")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_an_example_comes_to_its_meetings_in_any_order(story: Story) -> None:
    for files in islice(permutations(story.files), 24):
        versions = [version for file in files for version in calendars.read(file, own_zone="UTC").versions]
        rows = meetings.of_versions(versions, OWNER, now=NOW).meetings
        stands = {row.recurrence for row in rows if row.state == State.STANDS}
        off = {row.recurrence for row in rows if row.state == State.CANCELLED}
        assert (stands, off) == (set(story.stands), set(story.off)), story.name


def test_a_meeting_that_was_moved_is_where_it_was_moved_to() -> None:
    moved = next(story for story in STORIES if story.name.startswith("4.4.5"))
    versions = [version for file in moved.files for version in calendars.read(file, own_zone="UTC").versions]
    rows = meetings.of_versions(versions, OWNER, now=NOW).meetings
    assert [(f"{row.starts_at:%d %H:%M}", row.subject) for row in rows] == [
        ("05 14:00", "Weekly"), ("12 15:00", "Shorter"), ("19 15:00", "Shorter"),
    ]  # fmt: skip
