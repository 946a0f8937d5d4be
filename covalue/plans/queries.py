"""Reading plans; the door of accounts decides which."""

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.people.models import User
from covalue.plans.models import Plan, Revision, Section


def of_account(account: Account) -> Plan | None:
    """The account's plan with its sections, or None when nobody started it."""
    return Plan.objects.prefetch_related("sections__edited_by").filter(account=account).first()


def get_section(user: User, section_id: int) -> Section:
    """One section by id; what one may not see is not found."""
    section = Section.objects.select_related("plan__account", "edited_by").filter(pk=section_id).first()
    if section is None or not accounts.visible_to(user).filter(pk=section.plan.account_id).exists():
        raise errors.NotFound()
    return section


def get_revision(user: User, revision_id: int) -> Revision:
    """One older text by id; what one may not see is not found."""
    revision = Revision.objects.select_related("section__plan").filter(pk=revision_id).first()
    if revision is None:
        raise errors.NotFound()
    get_section(user, revision.section_id)
    return revision
