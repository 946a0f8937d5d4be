"""Who may do what: the roles of strategic account management, and what each gives by right.

Source: domain.md §3. Which *accounts* somebody sees is the other half of the question: `accounts.queries`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """One of our ways to take part. A person can have several."""

    PROGRAM_DIRECTOR = "program_director"
    SAM = "sam"
    TEAM_MEMBER = "team_member"
    EXECUTIVE_SPONSOR = "executive_sponsor"
    UNIT_LEAD = "unit_lead"
    COACH = "coach"
    VOICE_ANALYST = "voice_analyst"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    CUSTOMER_GUEST = "customer_guest"


ROLE_NAMES: Final = {
    Role.PROGRAM_DIRECTOR: _("Program director"),
    Role.SAM: _("Strategic account manager"),
    Role.TEAM_MEMBER: _("Team member"),
    Role.EXECUTIVE_SPONSOR: _("Executive sponsor"),
    Role.UNIT_LEAD: _("Unit lead"),
    Role.COACH: _("Coach"),
    Role.VOICE_ANALYST: _("Voice-of-customer analyst"),
    Role.ANALYST: _("Analyst"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.CUSTOMER_GUEST: _("Customer guest"),
}

ROLE_SENTENCES: Final = {
    Role.PROGRAM_DIRECTOR: _("runs the programme; sees every account"),
    Role.SAM: _("leads accounts; sees these accounts, fully"),
    Role.TEAM_MEMBER: _("contributes to accounts; sees the accounts they are on"),
    Role.EXECUTIVE_SPONSOR: _("supports as an executive; sees the accounts they sponsor"),
    Role.UNIT_LEAD: _("owns what a unit commits; sees what is asked of the unit"),
    Role.COACH: _("develops account managers; sees their accounts"),
    Role.VOICE_ANALYST: _("runs surveys; sees all feedback"),
    Role.ANALYST: _("imports the ledger; sees portfolio figures, no conversations"),
    Role.ADMINISTRATOR: _("users and sign-on; no account content by right"),
    Role.CUSTOMER_GUEST: _("sees only what was shared with their account"),
}


class Right(StrEnum):
    """Something a role may do wherever it applies. Rights on one account come from its team."""

    SEE_ALL_ACCOUNTS = "see_all_accounts"
    SEE_PORTFOLIO = "see_portfolio"
    CREATE_ACCOUNTS = "create_accounts"
    CLASSIFY_ACCOUNTS = "classify_accounts"
    IMPORT_LEDGER = "import_ledger"
    MANAGE_USERS = "manage_users"
    MANAGE_ORGANISATION = "manage_organisation"
    SEE_TRAIL = "see_trail"
    KEEP_PROGRAMME = "keep_programme"  # what is the same for all accounts: question guides, templates


RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.PROGRAM_DIRECTOR: frozenset(
        {
            Right.SEE_ALL_ACCOUNTS,
            Right.SEE_PORTFOLIO,
            Right.CREATE_ACCOUNTS,
            Right.CLASSIFY_ACCOUNTS,
            Right.IMPORT_LEDGER,
            Right.MANAGE_ORGANISATION,
            Right.KEEP_PROGRAMME,
        }
    ),
    Role.COACH: frozenset({Right.KEEP_PROGRAMME}),
    Role.ANALYST: frozenset({Right.SEE_PORTFOLIO, Right.CREATE_ACCOUNTS, Right.IMPORT_LEDGER}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_USERS, Right.MANAGE_ORGANISATION, Right.SEE_TRAIL}),
}

# What an administrator may do besides while no colleague may import: begin, see that it worked, and go on with it.
SETTING_UP: Final = frozenset({Right.IMPORT_LEDGER, Right.CREATE_ACCOUNTS, Right.SEE_PORTFOLIO})
ALONE: Final = frozenset({Role.ADMINISTRATOR, Role.CUSTOMER_GUEST})  # roles that leave setting up to an administrator

# Places on an account's team come from the account; what a place gives, it gives to these roles, and to nobody else.
LEADING: Final = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM})
SPONSORING: Final = frozenset({Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR})
BY_TEAM: Final = frozenset(
    {Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR}
)  # see nothing before they are on a team
ON_TEAMS: Final = frozenset(Role) - {Role.ANALYST, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST}

GUEST_ONLY: Final = frozenset({Role.CUSTOMER_GUEST})


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Everything these roles may do. A guest has no rights of ours, whatever else was granted."""
    if Role.CUSTOMER_GUEST in roles:
        return frozenset()
    return frozenset().union(*(RIGHTS.get(role, frozenset()) for role in roles))


def roles_with(right: Right) -> tuple[Role, ...]:
    """The roles that give a right."""
    return tuple(role for role in Role if right in RIGHTS.get(role, frozenset()))


def may_hold(roles: frozenset[Role]) -> bool:
    """Whether somebody can have these roles together: a guest is a guest and nothing else."""
    return bool(roles) and (Role.CUSTOMER_GUEST not in roles or roles == GUEST_ONLY)


def parse_role_map(text: str) -> dict[str, frozenset[Role]]:
    """“Sales directors=program_director; KAM=sam,coach” → which roles a group of the company's directory gives.

    Raises ValueError with a sentence for a part that cannot be read or a role that does not exist.
    """
    role_map: dict[str, frozenset[Role]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        group, equals, names = part.rpartition("=")
        roles = [name.strip() for name in names.split(",") if name.strip()]
        if not equals or not group.strip() or not roles:
            raise ValueError(f"“{part}” is not written as group=role,role.")
        if unknown := [name for name in roles if name not in set(Role)]:
            raise ValueError(f"“{unknown[0]}” is not a role; choose one of {', '.join(Role)}.")
        role_map[group.strip()] = role_map.get(group.strip(), frozenset()) | frozenset(Role(name) for name in roles)
    return role_map


def roles_of_groups(groups: Iterable[str], role_map: Mapping[str, frozenset[Role]]) -> frozenset[Role]:
    """Every role these groups give; groups without a role are of no meaning here."""
    return frozenset().union(*(role_map.get(group, frozenset()) for group in groups))


BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_of(user_agent: str) -> str:
    """“Firefox on Linux”, as far as the browser tells; the order matters, as most name several others."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or (user_agent[:60] or "unknown")


ATTEMPTS_BEFORE_WAITING: Final = 5
LONGEST_WAIT_SECONDS: Final = 900


def seconds_to_wait(failures: int) -> int:
    """How long sign-in pauses after `failures` wrong passwords in a row: none for five, then 1, 2, 4… to 15 minutes."""
    if failures < ATTEMPTS_BEFORE_WAITING:
        return 0
    return min(LONGEST_WAIT_SECONDS, 1 << min(failures - ATTEMPTS_BEFORE_WAITING, 20))
