"""Who could sponsor an account, each with the reasons in words. Nothing is decided by it."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.people import queries as people
from covalue.people.models import User
from covalue.sponsors import queries, rules
from covalue.sponsors.models import LEVEL_NAMES, Declaration, Executive
from covalue.sponsors.rules import AGAINST, IN_FAVOUR, Candidate, Level, Match, Reason, Wanted
from covalue.web.answered import AsRef, PageOnly

PLAIN: Final[dict[Reason, str | Promise]] = {
    Reason.UNDECLARED: gettext_lazy("has not declared yet whether there is a conflict of interest"),
    Reason.DECLARED: gettext_lazy("declared no conflict of interest"),
    Reason.LEVEL_UNKNOWN: gettext_lazy("levels cannot be compared: a title says none"),
    Reason.NO_BACKGROUND: gettext_lazy("nothing in their background names this business"),
}


@dataclass(frozen=True)
class MatchReason:
    """A reason in words; it speaks for them, against them, or neither while something is not known."""

    words: str
    against: bool
    in_favour: bool


@dataclass(frozen=True)
class Proposal:
    """An executive who could sponsor the account. Not `proposed`: somebody with a conflict of interest."""

    user: AsRef[User]
    proposed: bool
    reasons: tuple[MatchReason, ...]
    load: int
    most: int
    asked: PageOnly[bool]  # whether they declared


@dataclass(frozen=True)
class Proposals:
    """All executives for an account, those first against whom least speaks; and which contact sets the level."""

    account: AsRef[Account]
    highest: AsRef[Contact] | None
    level: str
    rows: tuple[Proposal, ...]
    steers: PageOnly[bool]


def proposals(user: User, account: Account) -> Proposals:
    """Who could sponsor an account this user may open; those who do already are left out."""
    executives = [one for one in people.sponsoring().prefetch_related("grants") if one.may_sponsor]
    sponsoring = {sponsor for _account, sponsor in queries.sponsoring([account.pk])}
    ids = [one.pk for one in executives if one.pk not in sponsoring]
    candidates, by_id = _candidates(account, [one for one in executives if one.pk in ids]), people.by_ids(ids)
    highest, level = _highest(account)
    wanted = Wanted(level, " ".join((account.sector, account.profile)))
    loads = {candidate.key: candidate for candidate in candidates}
    return Proposals(
        account=account,
        highest=highest,
        level=str(LEVEL_NAMES[level]) if level else "",
        rows=tuple(_proposal(found, by_id[found.key], loads[found.key]) for found in rules.ranked(candidates, wanted)),
        steers=account.archived_at is None and accounts.may_steer(user, account),
    )


def _candidates(account: Account, executives: list[User]) -> list[Candidate]:
    ids = [one.pk for one in executives]
    said = queries.described(ids)
    declared = dict(Declaration.objects.filter(user__in=ids, account=account).values_list("user", "conflict"))
    loads, most = queries.sponsored_by(ids), queries.most_of(ids)
    return [
        Candidate(
            key=one.pk,
            level=_level(one, said.get(one.pk)),
            background=said[one.pk].background if one.pk in said else "",
            load=len(loads[one.pk]),
            most=most[one.pk],
            declared=True if one.pk in declared else None,
            conflict=declared.get(one.pk, ""),
        )
        for one in executives
    ]


def _level(user: User, said: Executive | None) -> Level | None:
    """As somebody said it, or as their title says it."""
    return Level(said.level) if said and said.level else rules.level_of(user.title)


def _highest(account: Account) -> tuple[Contact | None, Level | None]:
    """The contact who stands highest, by their title."""
    levels = [(rules.level_of(contact.title), contact) for contact in accounts.current_contacts(account)]
    known = [(level, contact) for level, contact in levels if level is not None]
    if not known:
        return None, None
    level, contact = min(known, key=lambda pair: (pair[0], pair[1].pk))
    return contact, level


def _proposal(found: Match, user: User, candidate: Candidate) -> Proposal:
    reasons = tuple(
        MatchReason(_words(reason, found, candidate), reason in AGAINST, reason in IN_FAVOUR)
        for reason in found.reasons
    )
    return Proposal(user, found.proposed, reasons, candidate.load, candidate.most, candidate.declared is not None)


def _words(reason: Reason, found: Match, candidate: Candidate) -> str:
    if reason == Reason.CONFLICT:
        return _("declared a conflict of interest: {conflict}").format(conflict=candidate.conflict)
    if reason == Reason.BACKGROUND:
        return _("knows this business: {words}").format(words=", ".join(found.shared))
    if reason in (Reason.FREE, Reason.FULL):
        sentence = ngettext("sponsors %(n)s account of %(most)s", "sponsors %(n)s accounts of %(most)s", candidate.load)
        return sentence % {"n": candidate.load, "most": candidate.most}
    if reason == Reason.SAME_LEVEL and candidate.level:
        return _("same level as their highest contact: {level}").format(level=LEVEL_NAMES[candidate.level])
    if reason in (Reason.HIGHER, Reason.LOWER) and candidate.level:
        sentence = _("stands higher: {level}") if reason == Reason.HIGHER else _("stands lower: {level}")
        return sentence.format(level=LEVEL_NAMES[candidate.level])
    return str(PLAIN[reason])
