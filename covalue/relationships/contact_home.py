"""What the map says of a contact on their page: the team's ratings, and who of us should know them better."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.relationships import queries, rules
from covalue.relationships.models import Line, Pair, Rating
from covalue.relationships.queries import row_filter


def on_the_map(view: ContactView) -> Section:
    """How the team rates them, the latest of each kind; and their lines."""
    contact, key = view.contact, f"c{view.contact.pk}"
    address = reverse("relationships:map", args=[contact.account_id]) + f"?who={key}"
    latest: dict[str, Rating] = {}
    for rating in queries.ratings_of(contact.account, key):
        latest.setdefault(rating.what, rating)
    entries = [
        Entry(
            f"{rules.RATED_NAMES[what]}: {rating.words}", note=str(rating.noted_by or ""),
            on=contact.account.day_of(rating.noted_at), href=address,
        )
        for what, rating in latest.items()
    ]  # fmt: skip
    lines = Line.objects.filter(from_contact=contact, ended_at=None, undone_at=None).exclude(kind="reports")
    for line in lines.select_related("to_contact", "to_placeholder")[:MOST]:
        other = line.to_contact or line.to_placeholder
        entries.append(Entry(f"{rules.LINE_NAMES[line.kind]} {other}", href=address))
    return Section("map", _("On the map"), tuple(entries[:MOST]))


def pairs(view: ContactView) -> Section:
    """Who of us knows them how well, and how well they should."""
    rows = Pair.objects.filter(undone_at=None, **row_filter(f"c{view.contact.pk}")).select_related("colleague")
    latest = {row.colleague_id: row for row in rows.order_by("pk")}
    entries = tuple(
        Entry(row.colleague.name, note=_levels(row), on=view.contact.account.day_of(row.noted_at))
        for row in latest.values()
    )
    return Section("pairs", _("Who should know them"), entries[:MOST])


def _levels(row: Pair) -> str:
    current = str(rules.LEVEL_NAMES[row.current])
    return current if row.wanted is None else f"{current} → {rules.LEVEL_NAMES[row.wanted]}"
