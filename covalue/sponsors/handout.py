"""The brief to take along: one page as PDF, or one file a phone opens without a connection, in which every line opens."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from covalue.core import days
from covalue.organisation import queries as organisation
from covalue.sponsors.brief import Brief, Line, Row
from covalue.web import typesetting

TEMPLATE: Final = Path(__file__).parent / "typst" / "brief.typ"
BEHIND: Final = 3  # rows printed behind a line: one page is read before a meeting
TYPES: Final = {"pdf": ("application/pdf", "pdf"), "offline": ("text/html; charset=utf-8", "html")}


def made(page: Brief, form: str) -> bytes:
    """The file: `pdf`, or `offline` (HTML without anything to fetch)."""
    if form == "pdf":
        return typesetting.made(TEMPLATE, _content(page))
    context = {"page": page, "base": settings.BASE_URL, "language": get_language() or "en", "title": title_of(page)}
    return render_to_string("sponsors/brief_file.html", context).encode()


def file_name(page: Brief, suffix: str) -> str:
    """Internal, whose account, of which day."""
    day = page.planned_on or page.made_on
    name = slugify(page.account.name) or f"account-{page.account.pk}"
    return f"internal-brief-{name}-{day.isoformat()}.{suffix}"


def title_of(page: Brief) -> str:
    """Account and touchpoint."""
    return (
        f"{page.account.name}: {page.subject}" if page.subject else _("{account}: brief").format(account=page.account)
    )


def _content(page: Brief) -> dict[str, Any]:
    """Everything on the page, already written out."""
    return {
        "title": title_of(page),
        "for": _("For {sponsor}").format(sponsor=page.sponsor.name),
        "day": days.written(page.planned_on) if page.planned_on else _("no touchpoint planned yet"),
        "supplier": organisation.company().name,
        "confidentiality": _("Internal: not for the customer"),
        "made": _("as of {day}").format(day=days.written(page.made_on)),
        "parts": [
            {"title": part.title, "lines": [_line(line, f"rows-{part.key}-{place}") for place, line in lines]}
            for part in page.parts
            if (lines := list(enumerate(part.lines)))
        ],
        "behind": _("The rows behind the lines"),
        "back": _("back to the brief"),
    }


def _line(line: Line, key: str) -> dict[str, Any]:
    """The line with its first rows; where there are more, it leads to all of them, which stand on the pages behind."""
    rows = [_row(row) for row in line.rows]
    few = BEHIND if len(rows) > BEHIND + 1 else len(rows)  # one more takes no more room than saying so
    more = len(rows) - few
    return {
        "key": key,
        "text": line.text,
        "note": line.note,
        "theirs": line.theirs,
        "warns": line.warns,
        "rows": [said for row, said in zip(line.rows[:few], rows, strict=False) if row.text != line.text],
        "all": rows if more > 0 else [],
        "more": _("and {n} more, behind").format(n=more) if more > 0 else "",
    }


def _row(row: Row) -> dict[str, Any]:
    """A row in words, with its page, which opens where there is a connection."""
    return {
        "text": " · ".join(filter(None, (row.text, row.note, _day(row.on)))),
        "url": settings.BASE_URL + row.href if row.href else "",
        "theirs": row.theirs,
    }


def _day(day: date | None) -> str:
    return days.day(day) if day else ""
