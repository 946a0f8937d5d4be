"""What plans add to the shared parts."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.models import Account
from covalue.handovers import reading
from covalue.handovers.reading import Chapter
from covalue.objectives import queries as objectives
from covalue.objectives.models import Objective, Side
from covalue.plans import my_day, queries, steps, together
from covalue.plans.models import Section
from covalue.profiles import concerns
from covalue.profiles.concerns import Concern, ConcernKind
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, AccountPage


def _theirs(view: AccountView) -> tuple[Objective, ...]:
    return tuple(goal for goal in view.once(objectives.of_account, view.account) if goal.side == Side.THEIRS)


def _sections(account: Account) -> Iterator[Concern]:
    plan = queries.of_account(account)
    for section in plan.sections.all() if plan else ():
        yield Concern(
            f"section:{section.pk}", section.title, f"{reverse('plans:plan', args=[account.pk])}#section-{section.pk}"
        )


def _forget(gone: forgetting.Forgotten) -> None:
    """What changed a text holds its words; what it reads is read through as any text."""
    together.make_anew(Section.objects.filter(plan__account__in=gone.accounts).values_list("pk", flat=True))


forgetting.when_erased(_forget)
concerns.add("section", ConcernKind(_("Sections of the plan"), _sections))
reading.add(Chapter("plan", _("Plan"), "plans:plan", 60))
home.add_tab(AccountTab(_("Plan"), "plans:plan", order=30, words=_("account plan strategy")))
palette.add_account_command(AccountCommand(_("Open the plan"), "plans:plan", order=40))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Plan as PDF"), lambda account: reverse("plans:pdf", args=[account]), _("document")),
        AccountPage(
            _("Plan as slides"), lambda account: reverse("plans:slides", args=[account]), _("document PowerPoint")
        ),
        AccountPage(
            _("Plan as a spreadsheet"), lambda account: reverse("plans:workbook", args=[account]), _("document Excel")
        ),
        AccountPage(_("Quality of the plan"), lambda account: reverse("plans:quality", args=[account]), _("factors")),
    )
)
home.add_evidence("plan", steps.plan)
home.add_button(Button(_("Open the plan"), "plans:plan", order=10, primary=True, step="plan"))
home.add_panel(home.BUSINESS, 10, "plans/_home_objectives.html", _theirs)
days.add_items(45, my_day.to_approve)
