"""The dossier of a deselection: what it costs and brings, how the account is served then, who tells the customer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.selection.actions import guards
from covalue.selection.inputs import DossierInput
from covalue.selection.models import Candidate, Dossier
from covalue.selection.rules import Purpose


@transaction.atomic
def write_dossier(
    actor: Actor, candidate: Candidate, body: DossierInput, *, instead: Account | None, told_by: User, now: datetime
) -> Dossier:
    """Write the dossier of a candidate of an assessment, in place of an earlier one."""
    guards.rating_closed(actor, candidate.round)
    if candidate.round.purpose != Purpose.ASSESSMENT:
        raise errors.WrongState(_("Only a strategic account can be deselected, in an assessment."))
    if len({value is None for value in (instead, body.instead_hours, body.instead_expected)}) > 1:
        sentence = _("Enter which account the hours would go to, how many it takes and what it would bring.")
        raise errors.BadInput(sentence, field="instead")
    served, change = (
        _("Describe how the account will be served from now on."),
        _("Describe how the change will be made, step by step."),
    )
    values = {
        **body.model_dump(),
        "coverage": guards.text(body.coverage, served, "coverage", 500),
        "transition": guards.text(body.transition, change, "transition", 10_000, lines=True),
        "instead": instead,
        "told_by": told_by,
        "written_by": actor.user,
        "written_at": now,
    }
    dossier, _is_new = Dossier.objects.update_or_create(candidate=candidate, defaults=values)
    changes = {"opportunity_cost": ("", dossier.opportunity_cost)}
    events.write(actor, "wrote dossier", subject=candidate, stream=candidate.round, changes=changes, now=now)
    return dossier
