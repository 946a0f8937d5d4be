"""What of sponsorships waits for somebody: the sponsor, who answers for the account, the program director."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.models import Account
from covalue.accounts.my_day import answered_for, of_day, where
from covalue.people.rules import Right
from covalue.sponsors import programme, queries, rules
from covalue.sponsors.models import Escalation, Touchpoint
from covalue.sponsors.queries import Standing
from covalue.sponsors.rules import SponsorGap
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency


def everything(day: Day) -> Iterator[Item]:
    """All of it from one reading of the sponsorships; what is about the programme is of no account."""
    yield from touchpoints(day)
    yield from gaps(day)
    yield from escalations(day)
    yield from without_sponsor(day)
    if day.account_id is None:
        yield from cards(day)
        yield from programme_gaps(day)


def cards(day: Day) -> Iterator[Item]:
    """The role card of today for a sponsor who has not acknowledged it; for the director where there is none to acknowledge."""
    user, directs = day.user, day.user.may(Right.CLASSIFY_ACCOUNTS)
    own = user.may_sponsor and bool(_own_ids(day))
    if not own and not (directs and _standings(day)):
        return
    card = queries.current_card()
    if card is not None and own and card.version not in queries.acknowledged_by([user.pk])[user.pk]:
        yield Item(
            key=f"role-card:{card.version}",
            why=_("version {n}: before the first touchpoint").format(n=card.version),
            title=_("Read and acknowledge the role card of sponsors"),
            url=reverse("sponsors:card"),
            urgency=Urgency.NOW,
        )
    if card is None and directs:
        yield Item(
            key="role-card:none",
            why=_("sponsors cannot plan or log a touchpoint before they acknowledged it"),
            title=_("Publish the role card of sponsors"),
            url=reverse("sponsors:card"),
            urgency=Urgency.WEEK,
        )


def touchpoints(day: Day) -> Iterator[Item]:
    """Planned ones: the brief before, the log after. For the sponsor, and for who answers for the account what was not logged."""
    if not _standings(day):
        return
    rows = _planned(day)
    rows = rows.filter(sponsorship__ended_at=None).filter(planned_on__lte=day.today + rules.SOON)
    for row in rows.order_by("planned_on", "id"):
        own = row.sponsorship.sponsor_id == day.user.pk
        if row.planned_on >= day.today and own:
            yield _to_prepare(row, day)
        elif row.planned_on < day.today:
            yield _to_log(row, day)


def gaps(day: Day) -> Iterator[Item]:
    """What is missing of sponsorships: for the sponsor their rhythm, for who answers for the account all of it."""
    for one in _standings(day):
        own = one.sponsorship.sponsor_id == day.user.pk
        answers = one.sponsorship.account_id in _answered(day)
        if SponsorGap.LAPSED in one.gaps and one.next is None and (own or answers):
            yield _lapsed(one, day)
        if answers:
            yield from _of_terms(one, day)


def escalations(day: Day) -> Iterator[Item]:
    """What was handed to the sponsor and has no answer yet."""
    own = _own_ids(day)
    if not own:
        return
    rows = Escalation.objects.filter(answered_at=None, sponsorship__ended_at=None, sponsorship__sponsor=day.user)
    rows = rows.filter(sponsorship__in=own).select_related("sponsorship__account", "raised_by")
    for row in rows.order_by("raised_at"):
        account = row.sponsorship.account
        by = row.raised_by.name if row.raised_by else _("a colleague")
        yield Item(
            key=f"escalation:{row.pk}",
            why=_("{name} asks: {reason}").format(name=by, reason=row.reason[:120]),
            title=row.matter,
            url=reverse("sponsors:account", args=[account.pk]) + f"#escalation-{row.pk}",
            urgency=Urgency.NOW if row.wanted_by is None or row.wanted_by <= day.today + rules.SOON else Urgency.WEEK,
            due=row.wanted_by,
            **where(account),
        )


def without_sponsor(day: Day) -> Iterator[Item]:
    """Strategic accounts the user answers for that nobody sponsors."""
    for account in _unsponsored(day):
        if account.pk not in _answered(day):
            continue
        yield Item(
            key=f"no-sponsor:{account.pk}",
            why=_("strategic account without an executive sponsor"),
            title=_("Choose a sponsor for {account}").format(account=account),
            url=reverse("sponsors:choose", args=[account.pk]),
            urgency=Urgency.LATER,
            **where(account),
        )


def programme_gaps(day: Day) -> Iterator[Item]:
    """For the program director: strategic accounts without a sponsor and sponsors over their limit, one item each."""
    if not day.user.may(Right.CLASSIFY_ACCOUNTS):
        return
    missing = len(_unsponsored(day))
    if missing:
        title = ngettext("%(n)s strategic account has no sponsor", "%(n)s strategic accounts have no sponsor", missing)
        yield _pile("sponsors-missing", title % {"n": missing}, SponsorGap.NO_SPONSOR, _("proposals stand beside each"))
    over = {one.sponsorship.sponsor_id for one in _standings(day) if SponsorGap.OVER_LIMIT in one.gaps}
    if over:
        title = ngettext(
            "%(n)s sponsor has more accounts than they take",
            "%(n)s sponsors have more accounts than they take",
            len(over),
        )
        yield _pile("sponsors-over", title % {"n": len(over)}, SponsorGap.OVER_LIMIT, _("hand one on, or say why"))


def _planned(day: Day) -> QuerySet[Touchpoint]:
    """Planned touchpoints of sponsorships that are the user's own, or on accounts they answer for."""
    theirs = [one.sponsorship.pk for one in _standings(day)]
    rows = queries.waiting_touchpoints().filter(sponsorship__in=theirs)
    return rows.select_related("sponsorship__account")


def _standings(day: Day) -> tuple[Standing, ...]:
    standings: tuple[Standing, ...] = day.once(_read_standings, day)
    return standings


def _read_standings(day: Day) -> tuple[Standing, ...]:
    """Of sponsorships that are the user's own, or on accounts they answer for; the director's are all."""
    rows = of_day(day, queries.running())
    if not day.user.may(Right.CLASSIFY_ACCOUNTS):
        rows = rows.filter(Q(sponsor=day.user) | Q(account__in=_answered(day)))
    return queries.standings(rows, day.today)


def _unsponsored(day: Day) -> list[Account]:
    rows: list[Account] = day.once(_read_unsponsored, day)
    return rows


def _read_unsponsored(day: Day) -> list[Account]:
    """Strategic accounts without a sponsor: those the user answers for, all for the program director."""
    directs = day.user.may(Right.CLASSIFY_ACCOUNTS) and day.account_id is None
    return programme.without_sponsor(None if directs else _answered(day))


def _own_ids(day: Day) -> list[int]:
    return [one.sponsorship.pk for one in _standings(day) if one.sponsorship.sponsor_id == day.user.pk]


def _answered(day: Day) -> frozenset[int]:
    ids: frozenset[int] = day.once(_read_answered, day)
    return ids


def _read_answered(day: Day) -> frozenset[int]:
    found = answered_for(day)
    return frozenset(found if isinstance(found, list) else found.values_list("pk", flat=True))


def _to_prepare(row: Touchpoint, day: Day) -> Item:
    near = moments.near(row.planned_on, day.today)
    return Item(
        key=f"touchpoint:{row.pk}",
        why=_("touchpoint {day}: the brief is ready").format(day=near),
        title=row.subject,
        url=reverse("sponsors:brief", args=[row.sponsorship_id]) + f"?touchpoint={row.pk}",
        urgency=Urgency.WEEK,
        due=row.planned_on,
        **where(row.sponsorship.account),
    )


def _to_log(row: Touchpoint, day: Day) -> Item:
    near = moments.near(row.planned_on, day.today)
    return Item(
        key=f"touchpoint:{row.pk}",
        why=_("planned for {day}, not logged yet").format(day=near),
        title=_("Was it held? {subject}").format(subject=row.subject),
        url=reverse("sponsors:log", args=[row.sponsorship_id]) + f"?touchpoint={row.pk}",
        urgency=Urgency.NOW,
        due=row.planned_on,
        act=Act(_("It was not held"), reverse("sponsors:cancel", args=[row.pk])),
        **where(row.sponsorship.account),
    )


def _lapsed(one: Standing, day: Day) -> Item:
    row = one.sponsorship
    since = _("last touchpoint {day}").format(day=moments.near(one.last, day.today)) if one.last else ""
    agreed = ngettext("agreed: every week", "agreed: every %(n)s weeks", row.weeks) % {"n": row.weeks}
    names = queries.names(one.present) or row.account.name
    planned = Act(_("Plan one in two weeks"), reverse("sponsors:plan-next", args=[row.pk]))
    return Item(
        key=f"sponsor-lapsed:{row.pk}:{one.due_on}",
        why=" · ".join((since or _("no touchpoint yet"), agreed)),
        title=_("{sponsor} has not spoken with {names}").format(sponsor=row.sponsor.name, names=names),
        url=reverse("sponsors:account", args=[row.account_id]),
        urgency=Urgency.WEEK,
        due=one.due_on,
        act=planned if one.acknowledged_on and SponsorGap.NOT_ON_TEAM not in one.gaps else None,
        **where(row.account),
    )


def _of_terms(one: Standing, day: Day) -> Iterator[Item]:
    row, place = one.sponsorship, where(one.sponsorship.account)
    page = reverse("sponsors:account", args=[row.account_id])
    edit = reverse("sponsors:edit", args=[row.pk])
    if SponsorGap.COUNTERPART_LEFT in one.gaps:
        names = queries.names(one.left)
        yield Item(
            key=f"counterpart-left:{row.pk}:{one.left[0].pk}",
            why=_("counterpart of {sponsor}: name another").format(sponsor=row.sponsor.name),
            title=_("{names} has left").format(names=names),
            url=edit,
            urgency=Urgency.WEEK,
            act=Act(_("Remove from the pair"), reverse("sponsors:remove-left", args=[row.pk])),
            **place,
        )
    elif SponsorGap.NO_COUNTERPART in one.gaps:
        yield Item(
            key=f"no-counterpart:{row.pk}",
            why=_("a sponsorship without counterparts is a title"),
            title=_("Whom does {sponsor} meet at {account}?").format(sponsor=row.sponsor.name, account=row.account),
            url=edit,
            urgency=Urgency.LATER,
            **place,
        )
    if SponsorGap.OVER in one.gaps or SponsorGap.ENDING in one.gaps:
        ends = moments.near(row.ends_on, day.today) if row.ends_on else ""
        over = _("term ended {day}") if SponsorGap.OVER in one.gaps else _("term ends {day}, no successor")
        yield Item(
            key=f"sponsor-term:{row.pk}:{row.ends_on}",
            why=over.format(day=ends),
            title=_("Who sponsors {account} after {sponsor}?").format(account=row.account, sponsor=row.sponsor.name),
            url=edit,
            urgency=Urgency.NOW if SponsorGap.OVER in one.gaps else Urgency.LATER,
            act=Act(_("Extend by a year"), reverse("sponsors:extend", args=[row.pk])),
            **place,
        )
    if SponsorGap.NOT_ON_TEAM in one.gaps:
        yield Item(
            key=f"sponsor-gone:{row.pk}",
            why=_("no longer a sponsor on the account team"),
            title=_("{sponsor} sponsors {account} no more").format(sponsor=row.sponsor.name, account=row.account),
            url=page,
            urgency=Urgency.NOW,
            **place,
        )


def _pile(key: str, title: str, gap: SponsorGap, why: str) -> Item:
    url = reverse("sponsors:programme") + f"?gap={gap.value}"
    return Item(key=key, why=why, title=title, url=url, urgency=Urgency.LATER)
