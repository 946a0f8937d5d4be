"""Work from project exports: found again by its number in its system, then by account and title.

A row says what it depends on by numbers of other rows. What would be a circle is refused with everything in it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.core import days as written_days
from covalue.core import money, removal
from covalue.core.models import Event
from covalue.execution import rules, working_days, written
from covalue.execution.models import Dependency, Move, WorkAnswer, WorkPackage
from covalue.execution.rules import CircleError, Follows, Task
from covalue.execution.written import Named, UnreadError
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import RowRefusedError
from covalue.masterdata.importers.of_accounts import KeyedImporter
from covalue.masterdata.rules import CLEAR, Noun
from covalue.value.queries import initiatives_of

DAYS: Final = ("starts_on", "ends_on", "done_on")


@dataclass(frozen=True)
class Read:
    """A row as it is read: its days in working days, what it depends on, and what was assumed of it."""

    account_id: int
    title: str
    starts_on: date
    duration: int
    progress: int | None
    done_on: date | None
    depends_on: tuple[Named, ...] | None
    notes: tuple[str, ...]

    def task(self, key: int) -> Task:
        done = self.done_on
        begin = working_days.start(self.starts_on, self.duration)
        return Task(key, self.duration, begin, finished=None if done is None else working_days.finish_of(done))


class WorkImporter(KeyedImporter):
    """Work packages and milestones of the accounts whoever imports may open, with what depends on what."""

    noun, model, one = Noun.WORK, WorkPackage, "work package"
    days = DAYS
    dependent_models = (Dependency, Move, WorkAnswer)
    written_fields = (
        "account_id", "external_id", "title", "initiative_id", "starts_on", "duration", "ends_on", "owner_id",
        "customer_owner_id", "progress", "done_on", "predecessors", "note",
    )  # fmt: skip

    def load(self, rows: Collection[Row]) -> None:
        plain = [{name: written.plain_day(row.cells.get(name, "")) for name in DAYS} for row in rows]
        super().load(rows)
        self.written = reading.DaysWritten(text for days in plain for text in days.values())
        self.shares = reading.are_shares(row.cells.get("progress", "") for row in rows)
        self.read: dict[Hashable, Read | str] = {}
        cells: dict[Hashable, Mapping[str, str]] = {}
        for row in rows:
            try:
                ident = self.key(row.cells) or self.name(row.cells)
                if ident in self.read:
                    continue
                self.read[ident] = self._read(row.cells)
                cells[ident] = row.cells
            except RowRefusedError as why:
                if isinstance(self.account_of.get(row.cells.get("account", "")), int):
                    self.read[self.key(row.cells) or self.name(row.cells)] = str(why)
        self.people: dict[int, dict[str, tuple[str, int] | None]] = {}
        self.initiatives: dict[int, dict[str, int]] = {}
        self._guard_plans()

    def name(self, cells: Mapping[str, str]) -> Hashable:
        return ("name", self.account_id(cells), cells.get("title", "").casefold())

    def name_of(self, record: Any) -> Hashable:
        return ("name", record.account_id, record.title.casefold())

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        read = self.read[self.key(cells) or self.name(cells)]
        if isinstance(read, str):
            raise RowRefusedError(read)
        values: dict[str, Any] = {
            "account_id": read.account_id, "title": read.title, "starts_on": read.starts_on.isoformat(),
            "duration": read.duration, "ends_on": _end(read).isoformat(),
        }  # fmt: skip
        if text := cells.get("key"):
            values["external_id"] = "" if text == CLEAR else text
        values |= reading.texts(cells, ("note",))
        if read.progress is not None:
            values["progress"] = read.progress
        if read.done_on is not None or cells.get("done_on") == CLEAR:
            values["done_on"] = reading.as_kept(read.done_on)
        if read.depends_on is not None:
            values["predecessors"] = written.in_words(read.depends_on)
        return values | self._initiative(read.account_id, cells) | self._owner(read.account_id, cells)

    def note(self, cells: Mapping[str, str]) -> str:
        read = self.read[self.key(cells) or self.name(cells)]
        told = () if isinstance(read, str) else read.notes
        owner = self._unknown_owner(self.account_id(cells), cells)
        initiative = self._unknown_initiative(self.account_id(cells), cells)
        days = (self.written.assumed(written.plain_day(cells[name])) for name in DAYS if cells.get(name))
        return "; ".join(filter(None, (*told, owner, initiative, *days)))

    def changed(self, records: list[Any], names: Collection[str]) -> None:
        if "predecessors" in names:
            _link(records, self.actor, timezone.now())

    def finish(self, ids: list[int], now: datetime) -> None:
        made = WorkPackage.objects.filter(pk__in=ids)
        rows = WorkPackage.objects.filter(account__in=made.values("account"), removed_at=None).exclude(predecessors="")
        _link(list(rows.select_related("account")), self.actor, now)

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        return self.told_by_account("imported work", "records", records, now)

    def _read(self, cells: Mapping[str, str]) -> Read:
        """A row by itself; RowRefusedError with a sentence."""
        if written.is_yes(cells.get("summary", "")):
            raise RowRefusedError(_("it only sums up other tasks"))
        notes: list[str] = []
        start = self._day(cells, "starts_on")
        if start is None:
            raise RowRefusedError(_("the day it begins on is missing"))
        end, done = self._day(cells, "ends_on"), self._day(cells, "done_on")
        if end is not None and end < start:
            raise RowRefusedError(_("it ends before it begins"))
        start, duration = self._duration(cells, start, end, notes)
        progress = self._progress(cells)
        if progress == 100 and done is None and cells.get("done_on") != CLEAR:
            done = working_days.last_day(working_days.start(start, duration) + duration) if duration else start
            notes.append(_("done, without a day: taken as done on its last day"))
        if done is not None:
            progress = 100
            if done < start:
                raise RowRefusedError(_("it was done before it began"))
            if done > self.today_of(cells):
                raise RowRefusedError(_("it is done, but its day is in the future"))
        return Read(
            self.account_id(cells), cells.get("title", ""), start, duration, progress, done,
            self._depends_on(cells, notes), tuple(notes),
        )  # fmt: skip

    def _day(self, cells: Mapping[str, str], name: str) -> date | None:
        text = cells.get(name, "")
        return None if text in ("", CLEAR, "NA", "n/a") else self.written.read(written.plain_day(text))

    def _duration(self, cells: Mapping[str, str], start: date, end: date | None, notes: list[str]) -> tuple[date, int]:
        """First day and working days: by first and last day where both are there, else by the duration."""
        said: int | None = None
        if (text := cells.get("duration", "")) and text != CLEAR:
            try:
                lasts = written.lasts(text)
            except UnreadError:
                raise RowRefusedError(
                    _("“{text}” is not a duration; write one like 10 days").format(text=text[:40])
                ) from None
            said = lasts.days
            if lasts.is_rounded:
                notes.append(_("“{text}” was rounded up to whole days").format(text=text[:40]))
        if written.is_yes(cells.get("milestone", "")) or said == 0:
            return end or start, 0
        if end is not None:
            duration = max(working_days.finish_of(end) - working_days.start(start, 1), 1)
            if said is not None and said != duration:
                notes.append(
                    _("from its first to its last day there are {n} working days, not {said}").format(
                        n=duration, said=said
                    )
                )
        elif said is not None:
            duration = said
        else:
            raise RowRefusedError(_("neither its last day nor its duration is there"))
        if duration > rules.LONGEST:
            raise RowRefusedError(_("it takes more than {n} working days").format(n=money.count(rules.LONGEST)))
        return start, duration

    def _progress(self, cells: Mapping[str, str]) -> int | None:
        text = cells.get("progress", "")
        if not text:
            return None
        try:
            return 0 if text == CLEAR else reading.per_cent(text, shares=self.shares)
        except RowRefusedError:
            raise RowRefusedError(_("“{text}” is not a share in per cent").format(text=text[:40])) from None

    def _depends_on(self, cells: Mapping[str, str], notes: list[str]) -> tuple[Named, ...] | None:
        text = cells.get("predecessors", "")
        if not text:
            return None
        if text == CLEAR:
            return ()
        try:
            named = written.predecessors(text)
        except UnreadError as part:
            raise RowRefusedError(
                _("the predecessor “{text}” is not read; write one like 3 or 3FS+2d").format(text=str(part)[:40])
            ) from None
        for link in named:
            if link.kind != "FS":
                raise RowRefusedError(
                    _("the predecessor {number} is of kind {kind}: only finish to start is kept here").format(
                        number=link.key[:40], kind=link.kind
                    )
                )
            if link.lag > rules.LONGEST_LAG:
                raise RowRefusedError(_("at most {n} working days lie between two").format(n=rules.LONGEST_LAG))
        return tuple({link.key: link for link in named}.values())

    def _guard_plans(self) -> None:
        """Refuse rows that name nobody, would make a circle, or begin before what they depend on is finished."""
        of_account: dict[int, list[Hashable]] = defaultdict(list)
        for ident, read in self.read.items():
            if isinstance(read, Read):
                of_account[read.account_id].append(ident)
        for account_id, idents in of_account.items():
            _PlanOfFile(self, account_id, idents).guard()

    def _initiative(self, account_id: int, cells: Mapping[str, str]) -> dict[str, Any]:
        text = cells.get("initiative", "")
        if text == CLEAR:
            return {"initiative_id": None}
        pk = self._initiatives(account_id).get(text.casefold()) if text else None
        return {"initiative_id": pk} if pk else {}

    def _initiatives(self, account_id: int) -> dict[str, int]:
        if account_id not in self.initiatives:
            account = accounts.unscoped().get(pk=account_id)
            rows = list(initiatives_of(account).values_list("title", "pk"))
            counts = Counter(title.casefold() for title, _pk in rows)
            self.initiatives[account_id] = {t.casefold(): pk for t, pk in rows if counts[t.casefold()] == 1}
        return self.initiatives[account_id]

    def _unknown_initiative(self, account_id: int, cells: Mapping[str, str]) -> str:
        text = cells.get("initiative", "")
        if text in ("", CLEAR) or text.casefold() in self._initiatives(account_id):
            return ""
        return _("there is no initiative “{text}”; it is kept without one").format(text=text[:60])

    def _owner(self, account_id: int, cells: Mapping[str, str]) -> dict[str, Any]:
        text = _owner_said(cells)
        if text == CLEAR:
            return {"owner_id": None, "customer_owner_id": None}
        found = self._people(account_id).get(text.casefold()) if text else None
        if found is None:
            return {}
        return {"owner_id": None, "customer_owner_id": None, found[0]: found[1]}

    def _unknown_owner(self, account_id: int, cells: Mapping[str, str]) -> str:
        text = _owner_said(cells)
        if text in ("", CLEAR) or self._people(account_id).get(text.casefold()):
            return ""
        return _("“{text}” is not the name of one person who can own it; it is kept without an owner").format(
            text=text[:60]
        )

    def _people(self, account_id: int) -> dict[str, tuple[str, int] | None]:
        """Who can own work of an account, by email and by name; None for a name of several."""
        if account_id not in self.people:
            account = accounts.unscoped().get(pk=account_id)
            ours = accounts.who_may_open(account).values_list("pk", "name", "email")
            theirs = accounts.current_contacts(account).values_list("pk", "name", "email")
            found: dict[str, tuple[str, int] | None] = {}
            for field, rows in (("owner_id", ours), ("customer_owner_id", theirs)):
                for pk, *names in rows:
                    for name in filter(None, names):
                        folded = name.casefold()
                        found[folded] = None if found.get(folded, (field, pk)) != (field, pk) else (field, pk)
            self.people[account_id] = found
        return self.people[account_id]


class _PlanOfFile:
    """The plan of an account as it would be with the rows of a file: numbers below zero are rows that would be new."""

    def __init__(self, importer: WorkImporter, account_id: int, idents: Sequence[Hashable]) -> None:
        self.importer, self.idents = importer, list(idents)
        existing = [
            record
            for record in importer.records.values()
            if record.account_id == account_id and record.removed_at is None
        ]
        self.node = {ident: -place for place, ident in enumerate(self.idents, 1)}
        for record in existing:
            for ident in (importer.key_of(record), importer.name_of(record)):
                if ident in self.node and self.node[ident] < 0:
                    self.node[ident] = record.pk
        self.ident = {node: ident for ident, node in self.node.items()}
        self.existing = {record.pk: record for record in existing}
        self.by_key = {
            record.external_id: record.pk
            for record in existing
            if record.external_id and record.source == importer.source
        }
        self.by_key |= {str(ident[2]): node for ident, node in self.node.items() if ident[0] == "key"}  # type: ignore[index]
        self.titles = {record.pk: record.title for record in existing}
        self.titles |= {node: self._row(node).title for node in self.ident}
        standing = Dependency.objects.filter(account=account_id, removed_at=None)
        self.standing = [(row.before_id, row.after_id, row.lag, row.from_file) for row in standing]

    def guard(self) -> None:
        if len(self.existing) + sum(node < 0 for node in self.ident) > rules.MOST_PACKAGES:
            self._refuse_all(_("an account has at most {n} work packages").format(n=money.count(rules.MOST_PACKAGES)))
            return
        self._guard_named()
        if len(self._links()) > rules.MOST_LINKS:
            self._refuse_all(_("an account has at most {n} dependencies").format(n=money.count(rules.MOST_LINKS)))
            return
        self._guard_circles()
        self._guard_room()
        self._guard_named()

    def _row(self, node: int) -> Read:
        read = self.importer.read[self.ident[node]]
        assert isinstance(read, Read)
        return read

    def _refuse(self, node: int, why: str) -> None:
        self.importer.read[self.ident.pop(node)] = why

    def _refuse_all(self, why: str) -> None:
        for node in list(self.ident):
            self._refuse(node, why)

    def _guard_named(self) -> None:
        """Until nothing changes: a row that depends on a number there is not, or on a row that is refused."""
        while True:
            wrong = [
                (node, link.key)
                for node in self.ident
                for link in self._row(node).depends_on or ()
                if (before := self.by_key.get(link.key)) is None
                or (before not in self.ident and before not in self.existing)
            ]
            if not wrong:
                return
            for node, key in wrong:
                if node in self.ident:
                    self._refuse(node, self._why_missing(key))

    def _why_missing(self, key: str) -> str:
        if key in self.by_key:
            return _("it depends on {number}, which is rejected").format(number=key[:40])
        return _("it depends on {number}, which is neither here nor in this file").format(number=key[:40])

    def _links(self) -> list[Follows]:
        """What depends on what: as the file says for its rows, as it stands for all others."""
        links = {}
        for before, after, lag, from_file in self.standing:
            said = after in self.ident and self._row(after).depends_on is not None
            if not (said and from_file):
                links[before, after] = Follows(before, after, lag)
        for node in self.ident:
            for link in self._row(node).depends_on or ():
                before = self.by_key[link.key]
                links[before, node] = Follows(before, node, link.lag)
        return list(links.values())

    def _guard_circles(self) -> None:
        while True:
            nodes = {*self.existing, *self.ident}
            links = [link for link in self._links() if link.before in nodes and link.after in nodes]
            try:
                rules.in_order(sorted(nodes), links)
                return
            except CircleError as circle:
                way = " → ".join(self.titles[key] for key in (*circle.keys, circle.keys[0]))
                refused = [node for node in circle.keys if node in self.ident]
                if not refused:
                    return
                for node in refused:
                    self._refuse(node, _("that would be a circle: {way}").format(way=way[:1000]))
                self._guard_named()

    def _guard_room(self) -> None:
        """Nothing begins before what it depends on is finished; the row whose days say otherwise is refused."""
        tasks = {pk: record.task for pk, record in self.existing.items()}
        tasks |= {node: self._row(node).task(node) for node in self.ident}
        for link in self._links():
            if link.before not in tasks or link.after not in tasks:
                continue
            before, after = tasks[link.before], tasks[link.after]
            ends = before.finish if before.finished is None else before.finished
            if after.finished is not None or after.start >= ends + link.lag:
                continue
            first = working_days.first_day(ends + link.lag, after.duration)
            if link.after in self.ident:
                sentence = _("it depends on “{other}”: it can begin on {day} at the earliest")
                self._refuse(link.after, sentence.format(other=self.titles[link.before], day=written_days.day(first)))
            elif link.before in self.ident:
                sentence = _("“{other}” depends on it, and could begin on {day} at the earliest: move that first")
                self._refuse(link.before, sentence.format(other=self.titles[link.after], day=written_days.day(first)))


def _link(records: Iterable[WorkPackage], actor: Any, now: datetime) -> None:
    """Make the dependencies from files what their rows name; those made by hand stay."""
    of_account: dict[int, list[WorkPackage]] = defaultdict(list)
    for record in records:
        of_account[record.account_id].append(record)
    for account_id, rows in of_account.items():
        there = WorkPackage.objects.filter(account=account_id, removed_at=None).exclude(external_id="")
        numbers = {(source, key): pk for pk, source, key in there.values_list("pk", "source", "external_id")}
        wanted = {
            (numbers[row.source, link.key], row.pk): link.lag
            for row in rows
            for link in written.predecessors(row.predecessors)
            if (row.source, link.key) in numbers
        }
        ids = {row.pk for row in rows}
        standing = Dependency.objects.filter(account=account_id, after__in=ids, removed_at=None)
        for link in standing.select_related("account", "before", "after"):
            lag = wanted.pop((link.before_id, link.after_id), None)
            if lag is None and link.from_file:
                removal.remove(actor, link, now=now, stream=link.account)
            elif lag is not None and link.from_file and lag != link.lag:
                Dependency.objects.filter(pk=link.pk).update(lag=lag)
        Dependency.objects.bulk_create(
            Dependency(
                account_id=account_id, before_id=before, after_id=after, lag=lag, from_file=True, created_at=now,
                created_by=actor.user,
            )
            for (before, after), lag in wanted.items()
        )  # fmt: skip


def _end(read: Read) -> date:
    if not read.duration:
        return read.starts_on
    return working_days.last_day(working_days.start(read.starts_on, read.duration) + read.duration)


def _owner_said(cells: Mapping[str, str]) -> str:
    """The owner without the share of their time: “Kim Vale[50%]” is Kim Vale."""
    text = cells.get("owner", "")
    return text.partition("[")[0].strip() if text.endswith("]") and text.count("[") == 1 else text
