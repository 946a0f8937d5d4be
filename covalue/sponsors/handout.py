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
from covalue.sponsors.brief import Brief, Line
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
            {"title": part.title, "lines": [_line(line) for line in part.lines]} for part in page.parts if part.lines
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    shown = line.rows[:BEHIND]
    return {
        "text": line.text,
        "note": line.note,
        "theirs": line.theirs,
        "warns": line.warns,
        "rows": [
            " · ".join(filter(None, (row.text, row.note, _day(row.on)))) for row in shown if row.text != line.text
        ],
        "more": _("and {n} more in Covalue").format(n=len(line.rows) - BEHIND) if len(line.rows) > BEHIND else "",
    }


def _day(day: date | None) -> str:
    return days.day(day) if day else ""
