"""Sample rows of joint solutions."""

from covalue.accounts.models import Account
from covalue.solutions import actions
from covalue.solutions.queries import SOLUTIONS
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A solution with an option, a designer of theirs and terms nobody answered yet."""
    contact = account.contacts.first() or account.contacts.create(name="Per Wiik", created_at=NOW)
    solution = SOLUTIONS.add(US, account, {"title": "Quiet dams"}, now=NOW)
    actions.write_terms(US, solution=solution, starts_on=TODAY, ends_on=TODAY, criteria="Below 60 dB", now=NOW)
    return {
        "joint_solution_id": solution.pk,
        "solution_option_id": actions.add_option(US, solution=solution, title="Slower", now=NOW).pk,
        "solution_designer_id": actions.add_designer(US, solution=solution, contact=contact, now=NOW).pk,
    }
