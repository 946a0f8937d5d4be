"""Template words: how numbers, dates and people are written everywhere."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import money, prose

register = template.Library()

RELATIVE_DAYS = 14


@register.filter
def short_money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    """€1.24M, €640k, €93."""
    return "–" if amount is None else money.short_money(Decimal(amount), currency)


@register.filter
def full_money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    """€1 240 317.50, for tables and hovering."""
    return "–" if amount is None else money.money(Decimal(amount), currency)


@register.filter
def percent(ratio: Decimal | float | None, digits: int = 1) -> str:
    """0.194 → 19.4 %."""
    return "–" if ratio is None else money.percent(Decimal(str(ratio)), digits)


@register.filter
def count(number: int | Decimal | None) -> str:
    """4338 → 4 338, with a thin space; parts of one are rounded."""
    return "–" if number is None else f"{number:,.0f}".replace(",", " ")


@register.filter
def size(number: int) -> str:
    """Bytes as a person says them."""
    value = float(number)
    for unit in ("bytes", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "bytes" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1000
    return ""


@register.filter
def spoken(name: str) -> str:
    """A field's name as one says it: account_class → account class."""
    return name.replace("_", " ")


@register.filter(name="prose")
def prose_html(text: str) -> SafeString:
    """Plain prose with its light mark-up, as safe HTML."""
    return SafeString(prose.to_html(prose.parse(text)))  # nosec B308 B703


@register.simple_tag
def when(moment: date | datetime | None, today: date | None = None) -> str | SafeString:
    """Relative when near, the date otherwise, absolute on hover."""
    if moment is None:
        return "–"
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    absolute = (
        formats.date_format(timezone.localtime(moment), "j M Y H:i")
        if isinstance(moment, datetime)
        else (formats.date_format(day, "j M Y"))
    )
    shown = near(day, today or timezone.localdate())
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), absolute, shown)


def near(day: date, today: date) -> str:
    """“today”, “in 3 days”, “5 days ago”, otherwise “12 Nov” with the year when it is another one."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if 0 < days <= RELATIVE_DAYS:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    if -RELATIVE_DAYS <= days < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
    return formats.date_format(day, "j M" if day.year == today.year else "j M Y")


@register.inclusion_tag("web/_avatar.html")
def avatar(person: Any, customer: bool = False) -> dict[str, Any]:
    """Initials in a circle: ours in our colour, the customer's in theirs."""
    return {"person": person, "customer": customer}


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This page's address with some of its query changed; an empty value takes a part away; paging starts over."""
    query = context["request"].GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
