"""Template words: how numbers, dates and people are written everywhere."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from covalue.core import days, jobs, money, prose
from covalue.web import asking, keeping, lists, moments, navigation, requests, stays
from covalue.web.parts import Part
from covalue.web.tables import Table

register = template.Library()


class Kept(template.Node):
    """What stands between `{% kept %}` and `{% endkept %}`."""

    def __init__(self, inside: template.NodeList, name: str) -> None:
        self.nodelist, self.name = inside, name

    def render(self, context: template.Context) -> SafeString:
        def draw() -> str:
            with context.push(**context["build"](), csrf_token=keeping.TOKEN):
                return self.nodelist.render(context)

        token = str(context.get("csrf_token") or "")
        given = context.get("given")
        return SafeString(keeping.drawn(context["request"], self.name, draw, token, given))  # nosec B308 B703


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """A part of a page that is drawn again only when something has happened: see `keeping`.

    The page gives `build`, which returns what the part shows besides what depends on the address and the user alone; it is
    asked when the part is drawn. What the page asks for each time, and the part is drawn from, is `given`.
    """
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, f"{parser.origin}:{token.lineno}")


@register.simple_tag(takes_context=True)
def draw_parts(context: template.Context, parts: Sequence[Part]) -> SafeString:
    """Parts of a page one after the other, each kept as it was drawn; nothing for those that have nothing to show."""
    token = str(context.get("csrf_token") or "")
    request = context["request"]
    drawn = (keeping.drawn(request, part.name, partial(_draw, context, part), token, part.given) for part in parts)
    return SafeString("".join(drawn))  # nosec B308 B703


def _draw(context: template.Context, part: Part) -> str:
    content, engine = part.content, template.Engine.get_default()
    if content is None:
        return ""
    with context.push(content=content, csrf_token=keeping.TOKEN):
        return engine.get_template(part.template).render(context)


@register.filter
def short_money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    """€1.24M, €640k, €93."""
    return money.UNKNOWN if amount is None else money.short_money(amount, currency)


@register.filter
def full_money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    """€1 240 317.50, for tables and hovering."""
    return money.UNKNOWN if amount is None else money.money(amount, currency)


@register.filter
def percent(ratio: Decimal | float | None, digits: int | None = None) -> str:
    """0.194 → 19 %, 0.0215 → 2.2 %; with digits as they are said."""
    return money.UNKNOWN if ratio is None else money.percent(ratio, digits)


@register.filter
def in_percent(hundredths: Decimal | float | None, digits: int | None = None) -> str:
    """19.4 → 19 %; -2 digits are two at most."""
    return money.UNKNOWN if hundredths is None else money.in_percent(hundredths, digits)


@register.filter
def change(ratio: Decimal | float | None) -> str | SafeString:
    """Growth with its direction: 0.194 → ▲ 19 % in the colour of good news; nothing for None."""
    if ratio is None:
        return ""
    tone, mark = ("bad", "▼") if ratio < 0 else ("good", "▲")
    return format_html('<span class="{}-ink">{} {}</span>', tone, mark, percent(ratio))


@register.filter
def count(number: Decimal | float | None) -> str:
    """4338 → 4 338; parts of one are rounded."""
    return money.UNKNOWN if number is None else money.count(number)


@register.filter
def number(value: Decimal | float | None, places: int) -> str:
    """1240.5 → 1 240.50 with two places; -2 are two at most."""
    return money.UNKNOWN if value is None else money.number(value, places)


@register.filter
def typed(value: Decimal | float | str | None) -> str:
    """A number as it stands in a field: 15.3000 → 15.3; what was typed stays as it is, and None is an empty field."""
    return value if isinstance(value, str) else "" if value is None else money.typed(value)


def _written(name: str, write: Callable[[Any], str]) -> None:
    """A filter that writes days, and leaves out what is not known."""
    register.filter(name, lambda on: write(on) if on else "")


for _name, _write in (
    ("day", days.day),  # 12 Nov 2026
    ("written_day", days.written),  # 12 November 2026
    ("long_day_of_year", days.long_of_year),  # 12 November
    ("weekday", days.weekday),  # Thursday 12 November
    ("month", days.month),  # Nov 2026
    ("moment", days.moment),  # 12 Nov 2026 14:05
    ("clock", days.clock),  # 14:05
    ("exact_moment", days.exact_moment),  # 12 Nov 2026 14:05:09 UTC
    ("zoned_moment", days.zoned_moment),  # 12 Nov 2026 14:05 UTC
    ("logged", days.logged),  # what the audit log wrote for programs
):
    _written(_name, _write)


@register.filter
def size(number: int) -> str:
    """Bytes as a person says them."""
    value = float(number)
    for unit in ("bytes", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{money.number(value, 0 if unit == 'bytes' or value >= 10 else 1)} {unit}"
        value /= 1000
    return ""


@register.filter
def spoken(name: str) -> str:
    """A field's name as one says it: account_class → account class."""
    return name.replace("_", " ")


@register.filter
def names(rows: Any, attribute: str = "", most: int = 3) -> str:
    """The names of the first rows, or of what each has under `attribute`: “Ines Moreau, Karl Lund”."""
    return ", ".join(str((getattr(row, attribute) if attribute else row).name) for row in rows[:most])


@register.filter(name="prose")
def prose_html(text: str) -> SafeString:
    """Plain prose with its light mark-up, as safe HTML."""
    return SafeString(prose.to_html(prose.parse(text)))  # nosec B308 B703


@register.filter
def day_of_year(value: date | datetime | None) -> str:
    """“9 Dec”, with its year where that is not this one."""
    return money.UNKNOWN if value is None else moments.short(moments.day_of(value), timezone.localdate())


@register.simple_tag
def customers_in(n: int, kind: str, start: date, end: date, stopped: int = 0) -> str:
    """How many customers, and of which: lists of different scope stand side by side. `kind` is bought, traded or served.

    With those who `stopped`, with lines before these days and none in them, it says of how many.
    """
    among = {
        "traded": ngettext(
            "{n} of {all} customers has sales or returns, {start} – {end}",
            "{n} of {all} customers have sales or returns, {start} – {end}",
            n,
        ),
        "served": ngettext(
            "{n} of {all} customers has sales, returns or costs, {start} – {end}",
            "{n} of {all} customers have sales, returns or costs, {start} – {end}",
            n,
        ),
    }
    sentences = {
        "bought": ngettext(
            "{n} customer with a sale, {start} – {end}", "{n} customers with a sale, {start} – {end}", n
        ),
        "traded": ngettext(
            "{n} customer with sales or returns, {start} – {end}",
            "{n} customers with sales or returns, {start} – {end}",
            n,
        ),
        "served": ngettext(
            "{n} customer with sales, returns or costs, {start} – {end}",
            "{n} customers with sales, returns or costs, {start} – {end}",
            n,
        ),
    }
    sentence = among[kind] if stopped else sentences[kind]
    return sentence.format(n=money.count(n), all=money.count(n + stopped), start=days.day(start), end=days.day(end))


@register.simple_tag
def when(moment: date | datetime | None, today: date | None = None) -> str | SafeString:
    """Relative when near, the date otherwise, absolute on hover."""
    if moment is None:
        return money.UNKNOWN
    shown = moments.near(moments.day_of(moment), today or timezone.localdate())
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), moments.in_full(moment), shown)


@register.simple_tag
def avatar(person: Any, customer: bool = False) -> SafeString:
    """Initials in a circle: ours in our colour, the customer's in theirs. Not a template: some pages have dozens."""
    kind = "avatar customer" if customer else "avatar"
    return format_html('<span class="{}" title="{}">{}</span>', kind, person.name, person.initials)


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> SafeString:
    """The menu, drawn once for both places it stands in: beside a wide page, and behind the button of a phone."""
    drawn = context.render_context.get("menu") or render_to_string("web/_side.html", cast(Any, context.flatten()))
    context.render_context["menu"] = drawn
    return SafeString(drawn)  # nosec B308 B703


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This page's address with some of its query changed; an empty value takes a part away; paging starts over."""
    return lists.with_query(context["request"], **changes)


@register.simple_tag(takes_context=True)
def kept_query(context: template.Context, *changed: str) -> SafeString:
    """Hidden fields with what this page's address asks for, but not the `changed` parts, which a form asks again."""
    pairs = [(name, value) for name, value in context["request"].GET.items() if name not in changed and value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.inclusion_tag("web/_filters.html", takes_context=True)
def filters(context: template.Context, choices: Sequence[lists.FilterBy]) -> dict[str, Any]:
    """The filters of a list: a chip for each that narrows it, with its ×, and “+ Filter” for the others."""
    request = context["request"]

    def address(by: lists.FilterBy, value: str) -> str:
        return lists.with_query(request, **{by.name: value})

    active = [(by, address(by, by.off)) for by in choices if by.active]
    offered = [(by, [(label, address(by, value)) for value, label in by.others]) for by in choices if by.others]
    return {"active": active, "offered": offered}


@register.inclusion_tag("web/_search.html", takes_context=True)
def search(context: template.Context, words: str, label: str, address: str = "", field_id: str = "") -> dict[str, Any]:
    """A box that searches the rows of this page, and keeps what else its address asks for.

    With an `address` the part of the page called `customers` follows while one types.
    """
    path = reverse(address) if address else ""
    return {"words": words, "label": label, "path": path, "field_id": field_id, "request": context["request"]}


@register.inclusion_tag("web/_tabs.html", takes_context=True)
def portfolio_tabs(context: template.Context, at: str) -> dict[str, Any]:
    """The groups of the portfolio, and the tabs of the group that the page `at` is in."""
    groups = navigation.tab_groups_of(requests.user_of(context["request"]))
    current = next((group for group in groups if group.has(at)), None)
    return {"groups": groups, "current": current, "at": at}


@register.inclusion_tag("web/_crumbs.html")
def crumbs(*parts: Any) -> dict[str, Any]:
    """Where a page is: titles with the addresses they lead to in turn, the page's own title last (or left out).

    `{% crumbs _("Portfolio") "overview:home" account.name account_address _("Board") %}`; an address is a name or a path.
    """
    pairs = zip(parts[::2], parts[1::2], strict=False)
    return {"links": [(title, _path(address)) for title, address in pairs], "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("web/_export.html")
def export_menu(address: str, query: str = "", slides: bool = False) -> dict[str, Any]:
    """The menu that downloads a table as Excel or CSV, or `slides` of it; `query` narrows it as the page is."""
    return {"address": _path(address), "query": f"&{query}" if query else "", "slides": slides}


@register.inclusion_tag("web/_figure.html")
def figure(
    label: str, value: Any, note: str = "", href: str = "", tone: str = "", full: str = "", below: str = ""
) -> dict[str, Any]:
    """One of a page's key figures: label, value, a note below that may lead to `below`; `tone` is warn, bad or good.

    `full` is shown on hovering where the value is shortened.
    """
    return {
        "label": label,
        "value": value,
        "note": note,
        "href": href,
        "tone": tone,
        "full": full,
        "below": below,
    }


@register.inclusion_tag("web/_post.html", takes_context=True)
def post(
    context: template.Context, label: str, address: str, *ids: Any, style: str = "button", swaps: str = ""
) -> dict[str, Any]:
    """A button that posts to an address: `{% post _("Remove") "plans:remove" plan.pk style="button danger" %}`.

    With `swaps="row"` the answer takes the place of the element `row-12`, where 12 is the last of the ids.
    """
    path, target = reverse(address, args=ids), f"#{swaps}-{ids[-1]}" if swaps else ""
    return {"label": label, "path": path, "style": style, "target": target, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/_dialog.html", takes_context=True)
def dialog(
    context: template.Context, dialog_id: str, title: str, address: str, form: Any, button: str
) -> dict[str, Any]:
    """A dialog with a form that posts to an address; a link with `data-opens` opens it by its id."""
    shown = {"id": dialog_id, "title": title, "path": _path(address), "form": form, "button": button}
    return {**shown, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/_empty.html", takes_context=True)
def nothing_yet(
    context: template.Context,
    title: str,
    sentence: str = "",
    label: str = "",
    address: str = "",
    right: str = "",
    may: bool | None = None,
    ask: str = "",
    card: bool = True,
    posts: bool = False,
) -> dict[str, Any]:
    """What a page says while it has nothing to show, with its first step for whoever may take it.

    Who may is told by `right`, a right of the people package, or by `may`; others are told whom to ask: `ask`, or those
    who have the right. `address` is a name, a path, or “#id” of a dialog of the page; with `posts` the step
    is done by the button itself.
    """
    user = getattr(context.get("request"), "user", None)
    allowed = bool(may) if may is not None else not right or bool(user and user.may(right))
    whom = "" if allowed else ask or (asking.whom(right) if right else "")
    path = address if address.startswith("#") else _path(address) if address else ""
    opens = address[1:] if address.startswith("#") else ""
    shown = {"title": title, "sentence": sentence, "label": label, "card": card}
    known = {"csrf_token": context.get("csrf_token"), "posts": posts}
    return {**shown, **known, "path": path, "opens": opens, "may": allowed, "ask": whom}


@register.inclusion_tag("web/_refused.html", takes_context=True)
def refused_before(context: template.Context) -> dict[str, Any]:
    """The form of this page that was refused just before, with the reason."""
    request = context.get("request")
    return {"refused": stays.kept(request) if request else None}


@register.inclusion_tag("web/_table.html", takes_context=True)
def table(
    context: template.Context,
    table: Table[Any],
    rows: Any,
    empty: str = "",
    sort: str | None = None,
    currency: str = "EUR",
) -> dict[str, Any]:
    """A table of a page by its columns: `{% table page.table page.rows _("No customer yet.") sort=page.sort %}`."""
    cells = table.cells(rows, currency)
    headings = table.headings_of_page(sort)
    return {"headings": headings, "rows": cells, "empty": empty, "request": context["request"]}


@register.inclusion_tag("web/_pager.html", takes_context=True)
def pager(context: template.Context, page: int, pages: int) -> dict[str, Any]:
    """“page 2 of 7” with the way to the next; nothing where there is one page."""
    return {"page": page, "pages": pages, "request": context["request"]}


@register.filter
def filled(form: Any, row: Any) -> Any:
    """The same form with the values of a row: for a list in which every row can be edited."""
    values = {name: getattr(row, name) for name in form.fields if hasattr(row, name)}
    copy = type(form)(initial=values, auto_id=f"id-{getattr(row, 'pk', None) or row.id}-%s")
    for name, field in copy.fields.items():
        if hasattr(field.widget, "choices"):
            field.widget.choices = form.fields[name].widget.choices
    return copy


def _path(address: str) -> str:
    """The path of a named address; a path stays as it is."""
    return address if address.startswith(("/", "?")) else reverse(address)


@register.simple_tag
def unattended() -> str:
    """A word beside what waits for background work, while nobody is there to do it."""
    attended = jobs.is_attended(timezone.now())
    return "" if attended else render_to_string("web/_unattended.html")
