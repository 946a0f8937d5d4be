"""What one entry of a calendar says, at one version: the pieces that meetings are worked out from."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from covalue.sources.reading.zones import FLOATING, in_utc

UNKNOWN_STAMP: Final = datetime(1970, 1, 1, tzinfo=UTC)


class VersionKind(StrEnum):
    """What an entry is about."""

    WHOLE = "whole"  # a single meeting, or a series
    OCCURRENCE = "occurrence"  # one of a series, or all from one on
    ADDED = "added"  # one more of a series
    ANSWER = "answer"  # who comes
    UNINVITED = "uninvited"  # who was taken off the list


@dataclass(frozen=True)
class Person:
    """Somebody on the list; `answer` is PARTSTAT, `kind` CUTYPE, both in small letters."""

    email: str
    name: str = ""
    answer: str = ""
    kind: str = "individual"
    organises: bool = False

    @property
    def is_human(self) -> bool:
        return self.kind in ("individual", "unknown", "")

    @property
    def stayed_away(self) -> bool:
        return self.answer in ("declined", "delegated")


@dataclass(frozen=True)
class Moment:
    """A day, or a local time in a zone: an IANA name, the text of a definition, or none (`FLOATING`)."""

    day: str  # 2026-11-20
    time: str = ""  # 09:00:00, empty for a whole day
    zone: str = FLOATING

    @property
    def all_day(self) -> bool:
        return not self.time

    @property
    def local(self) -> datetime:
        """The wall's time, without a zone."""
        return datetime.fromisoformat(f"{self.day}T{self.time or '00:00:00'}")

    def at(self, local: datetime) -> "Moment":
        """Another time of the wall in the same zone."""
        return Moment(local.date().isoformat(), self.time and local.time().isoformat(), self.zone)

    def utc(self, own_zone: str) -> datetime:
        """The instant; floating ones and days are in the zone of whoever looks."""
        return in_utc(self.local, self.zone or own_zone)

    def key(self) -> str:
        """The same for the same instant however it is written: how an occurrence is named."""
        if self.all_day:
            return self.local.strftime("%Y%m%d")
        if self.zone == FLOATING:
            return self.local.strftime("%Y%m%dT%H%M%S")
        return in_utc(self.local, self.zone).strftime("%Y%m%dT%H%M%SZ")


@dataclass(frozen=True)
class Version:
    """One entry as it stands in a file. `sequence` and `stamp` say which of two versions is the later one."""

    uid: str
    kind: VersionKind
    recurrence: str  # the key of the occurrence it is about
    recurrence_at: Moment | None
    and_future: bool
    sequence: int
    stamp: datetime
    cancelled: bool
    start: Moment | None
    seconds: int  # exact length, for times
    days: int  # whole days, for days and for lengths given in days
    rule: str
    more: tuple[Moment, ...]
    but: tuple[Moment, ...]
    subject: str
    text: str
    place: str
    private: bool
    people: tuple[Person, ...]
    own_zone: bool = False
    derived_id: bool = False

    @property
    def order(self) -> tuple[int, datetime, bool]:
        """The later of two versions is greater; of two alike the one that calls off."""
        return (self.sequence, self.stamp, self.cancelled)

    def as_json(self) -> dict[str, Any]:
        """What is stored of it."""
        return {**asdict(self), "stamp": self.stamp.isoformat()}


def of_json(values: dict[str, Any]) -> Version:
    """The version that was stored so."""
    return Version(
        **{
            **values,
            "kind": VersionKind(values["kind"]),
            "stamp": datetime.fromisoformat(values["stamp"]),
            "start": _moment(values["start"]),
            "recurrence_at": _moment(values["recurrence_at"]),
            "more": tuple(Moment(**value) for value in values["more"]),
            "but": tuple(Moment(**value) for value in values["but"]),
            "people": tuple(Person(**value) for value in values["people"]),
        }
    )


def _moment(values: dict[str, Any] | None) -> Moment | None:
    return Moment(**values) if values else None


def length_between(start: Moment, end: Moment, own_zone: str) -> tuple[int, int]:
    """Seconds and days from one moment to another; never less than nothing."""
    if start.all_day:
        return 0, max((end.local - start.local).days, 1)
    passed = end.utc(own_zone) - start.utc(own_zone)
    return max(int(passed / timedelta(seconds=1)), 0), 0
