"""The last day on which an agreement can be ended, from its end and its notice clause, with what was assumed in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.agreements import clauses, workdays
from covalue.agreements.clauses import Clause, Kind, NamedDay, Unread, Why
from covalue.agreements.spans import MONTHS_OF, Span, Unit, days_before, last_end_by, months_before
from covalue.core import days, errors
from covalue.core.periods import add_months, last_of

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
DUE: Final = timedelta(days=30)  # so long before it a notice is due
SOON: Final = timedelta(days=90)  # so long before it somebody is told


class NoticeState(StrEnum):
    """Where a notice stands: not yet due, due within 30 days, past, or none is needed."""

    OPEN = "open"
    DUE = "due"
    PASSED = "passed"
    NONE = "none"


@dataclass(frozen=True)
class Notice:
    """The last day of notice, the first on which one is accepted, and how the clause was read.

    `ends_on` is the day the agreement then ends, `renews` the months of the next term where the clause names them.
    """

    notice_by: date | None
    read_as: str
    opens_on: date | None = None
    ends_on: date | None = None
    renews: int | None = None

    def state(self, today: date) -> NoticeState:
        """Where it stands on a day."""
        return state_of(self.notice_by, today)


def state_of(notice_by: date | None, today: date) -> NoticeState:
    """Open, due within 30 days, or passed; none where nothing is to be given notice of."""
    if notice_by is None:
        return NoticeState.NONE
    if notice_by < today:
        return NoticeState.PASSED
    return NoticeState.DUE if notice_by - today <= DUE else NoticeState.OPEN


def notice_by(end: date | None, clause: str, country: str = "", *, start: date | None = None) -> Notice:
    """The notice of an agreement that ends on a day, or runs on (None); refused with a sentence where it cannot be told.

    `country` is needed for business days (“GB”, “GB-ENG”), `start` for clauses that count from its anniversary.
    """
    if country:
        workdays.split(country)
    _guard_days(start, end)
    try:
        said = clauses.read(clause)
    except Unread as unread:
        raise errors.BadInput(_sentence(unread), field="clause") from None
    if said.kind is Kind.RUNS_ON:
        return _runs_on(said, end)
    if said.kind is Kind.NONE:
        return _none(said, end)
    if said.kind is Kind.RENEWS:
        return _only_renews(said)
    if end is None:
        raise errors.BadInput(_("This clause counts from the end of the agreement: say when it ends."), field="end")
    return _of_end(said, end, country, start)


def _guard_days(start: date | None, end: date | None) -> None:
    if end is not None and not FIRST_YEAR <= end.year <= LAST_YEAR:
        raise errors.BadInput(
            _("An end is a day from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR), field="end"
        )
    if start is not None and end is not None and end < start:
        raise errors.BadInput(_("The agreement cannot end before it starts."), field="end")


def _runs_on(said: Clause, end: date | None) -> Notice:
    if end is not None:
        raise errors.BadInput(
            _(
                "The clause says that it runs on until somebody ends it, and the end is {day}: one contradicts the other. "
                "Take the end away, or correct the clause."
            ).format(day=days.written(end)),
            field="clause",
        )
    return Notice(None, _with_over(_("it runs on until somebody ends it; no day of notice"), said))


def _only_renews(said: Clause) -> Notice:
    renews = ngettext("it renews for %(n)s month", "it renews for %(n)s months", said.renews or 0) % {"n": said.renews}
    return Notice(None, _with_over(f"{renews}; " + _("the clause names no length of notice"), said), renews=said.renews)


def guard_has_day(found: Notice) -> None:
    """BadInput where an agreement renews by itself and nobody would be told by when to end it."""
    if found.notice_by is None and found.renews is not None:
        raise errors.BadInput(
            _("It renews automatically, and the clause names no length of notice: type the day of notice."),
            field="notice_typed",
        )


def _none(said: Clause, end: date | None) -> Notice:
    if end is None:
        return Notice(None, _with_over(_("it ends automatically, and no end is known; no notice is needed"), said))
    ends = _("no notice is needed; it ends on {day}").format(day=days.written(end))
    return Notice(None, _with_over(ends, said), ends_on=end)


def _of_end(said: Clause, end: date, country: str, start: date | None) -> Notice:
    anchor, from_where = _anchor(said, end, start)
    how: tuple[str, ...] = ()
    if said.kind is Kind.END_OF_FOLLOWING and said.unit is not None:
        on = months_before(anchor, MONTHS_OF[said.unit])
    else:
        on, how = _counted(said.span, anchor, country)
    if on.year < FIRST_YEAR - 1:
        raise errors.BadInput(_("This notice would be given before {first}.").format(first=FIRST_YEAR), field="clause")
    opens = _counted(said.opens, anchor, country)[0] if said.opens else None
    parts = [from_where, *how]
    if opens:
        parts.append(_("accepted from {day} on").format(day=days.written(opens)))
    if said.renews:
        parts.append(
            ngettext("else it renews for %(n)s month", "else it renews for %(n)s months", said.renews)
            % {"n": said.renews}
        )
    if start is not None and on < start:
        parts.append(_("this is before the agreement starts"))
    if workdays.is_day_off(on, country):
        before = days.weekday(workdays.working_day_up_to(on, country))
        sentence = _("{day} is not a business day: give notice by {before}")
        parts.append(sentence.format(day=days.weekday(on), before=before))
    ends = anchor if said.kind in (Kind.TO_END_OF, Kind.END_OF_FOLLOWING) else end
    return Notice(on, _with_over("; ".join(filter(None, parts)), said), opens, ends, said.renews)


def _anchor(said: Clause, end: date, start: date | None) -> tuple[date, str]:
    """The day the clause counts from, and how that reads with the length."""
    length = length_of(said.span)
    if said.kind is Kind.BEFORE_ANNIVERSARY:
        if start is None:
            raise errors.BadInput(
                _("This clause counts from the anniversary of the start: say when the agreement starts."), field="start"
            )
        day = _anniversary(start, end)
        return day, _("{length} before the anniversary, {day}").format(length=length, day=days.written(day))
    if said.kind is Kind.BEFORE_DATE and said.named:
        return _to_date(said, said.named, end)
    if said.unit is None:
        return end, _("{length} before the end, {day}").format(length=length, day=days.written(end))
    day = last_end_by(end, said.unit)
    if said.kind is Kind.END_OF_FOLLOWING:
        words = FOLLOWING_WORDS[said.unit]()
    else:
        words = END_WORDS[said.unit]().format(length=length)
    moved = (
        ""
        if day == end
        else "; " + _("{end} is none: it then ends on {day}").format(end=days.written(end), day=days.written(day))
    )
    return day, (words + moved) if moved else f"{words}, {days.written(day)}"


FOLLOWING_WORDS: Final = {
    Unit.MONTH: lambda: _("ends with the month after the one in which notice is given"),
    Unit.QUARTER: lambda: _("ends with the quarter after the one in which notice is given"),
    Unit.HALF: lambda: _("ends with the half-year after the one in which notice is given"),
    Unit.YEAR: lambda: _("ends with the year after the one in which notice is given"),
}
END_WORDS: Final = {
    Unit.MONTH: lambda: _("{length} before the end of a month"),
    Unit.QUARTER: lambda: _("{length} before the end of a quarter"),
    Unit.HALF: lambda: _("{length} before the end of a half-year"),
    Unit.YEAR: lambda: _("{length} before the end of a year"),
}


def _to_date(said: Clause, named: NamedDay, end: date) -> tuple[date, str]:
    day = _day_by(named, end)
    if day > end:
        raise errors.BadInput(
            _("The clause names {day}, after the end of the agreement.").format(day=days.written(day)), field="clause"
        )
    if said.span != Span():
        words = _("{length} before {day}").format(length=length_of(said.span), day=days.written(day))
        return day, _assumed_year(words, named)
    if named.exclusive:
        words = _("before {day}").format(day=days.written(day))
        return days_before(day, 1), _assumed_year(words, named)
    return day, _assumed_year(_("by {day}").format(day=days.written(day)), named)


def _assumed_year(words: str, named: NamedDay) -> str:
    return words if named.year else words + _(", the last such day of the term")


def _day_by(named: NamedDay, end: date) -> date:
    """The day itself, or the last such day by the end."""
    if named.year:
        return _in_year(named, named.year)
    this = _in_year(named, end.year)
    return this if this <= end else _in_year(named, end.year - 1)


def _in_year(named: NamedDay, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise errors.BadInput(
            _("A day in a clause is from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR), field="clause"
        )
    last = last_of(date(year, named.month, 1))
    return last if named.day is None else date(year, named.month, min(named.day, last.day))


def _anniversary(start: date, end: date) -> date:
    """The last anniversary of the start by the day after the end."""
    years = end.year - start.year
    day = add_months(start, years * 12)
    return day if day <= end + timedelta(days=1) else add_months(start, (years - 1) * 12)


def _counted(span: Span, anchor: date, country: str) -> tuple[date, tuple[str, ...]]:
    """The day so long before, and what was assumed on the way."""
    assumed: list[str] = []
    on = months_before(anchor, span.months)
    if span.months and anchor == last_of(anchor) and on.day != anchor.day:
        assumed.append(_("the end of a month stays one"))
    elif span.months and on.day != anchor.day:
        assumed.append(_("the month has no such day: its last"))
    on = days_before(on, span.days + (1 if span.clear and span.days else 0))
    if span.clear:
        assumed.append(_("neither the day of the notice nor the last day counts"))
    if span.business:
        counted = workdays.business_days_before(on, span, country)
        on = counted.day
        assumed.append(_business_words(span, country, counted.parts))
    return on, tuple(assumed)


def _business_words(span: Span, country: str, parts: tuple[tuple[str, date], ...]) -> str:
    code, part = workdays.split(country)
    words = _("business days of {country}").format(country=f"{code}-{part}" if part else code)
    if span.saturdays:
        words += _(", Saturdays counted")
    if not parts:
        return words
    by_day: dict[date, list[str]] = {}
    for name, day in sorted(parts, key=lambda one: (one[1], one[0])):
        by_day.setdefault(day, []).append(f"{code}-{name}")
    told = ", ".join(f"{days.written(day)}: {_few(names)}" for day, names in by_day.items())
    return words + _(", which differ by part ({parts}): the earliest is taken, name the part").format(parts=told)


def _few(names: list[str]) -> str:
    return " ".join(names) if len(names) <= 5 else " ".join(names[:4]) + f" +{len(names) - 4}"


def length_of(span: Span) -> str:
    """“6 months and 10 days”."""
    parts = []
    if span.months:
        parts.append(ngettext("%(n)s month", "%(n)s months", span.months) % {"n": span.months})
    if span.days:
        parts.append(ngettext("%(n)s day", "%(n)s days", span.days) % {"n": span.days})
    if span.business:
        parts.append(ngettext("%(n)s business day", "%(n)s business days", span.business) % {"n": span.business})
    return _(" and ").join(parts)


def _with_over(words: str, said: Clause) -> str:
    return words if not said.over else words + "; " + _("not looked at: “{words}”").format(words=said.over)


def _sentence(unread: Unread) -> str:
    return SENTENCES[unread.why]().format(words=unread.words)


SENTENCES: Final = {
    Why.EMPTY: lambda: _("Write the clause as the contract has it, such as “six months prior”."),
    Why.TOO_LONG: lambda: _("Give only the sentence on notice: at most 1,000 characters."),
    Why.NO_LENGTH: lambda: _("The clause is not read: no length of notice or day is found in “{words}”. Type the day."),
    Why.SEVERAL: lambda: _("The clause is not read: it has several lengths or days (“{words}”). Enter only yours."),
    Why.AFTER: lambda: _("The clause is not read: it counts forward (“{words}”). Type the day."),
    Why.CONTRADICTS: lambda: _("The clause is not read: it contradicts itself (“{words}”)."),
    Why.PART_OF_MONTH: lambda: _("The clause is not read: “{words}” is not a whole number of months or days."),
    Why.TOO_FAR: lambda: _("The clause is not read: “{words}” is longer than any agreement."),
    Why.DEPENDS: lambda: _("The clause is not read: the day depends on more than it says (“{words}”). Type the day."),
    Why.NO_SUCH_DAY: lambda: _("The clause is not read: “{words}” is not a clear day. Write it as 30 June 2027."),
}  # fmt: skip
