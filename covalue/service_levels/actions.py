"""How a contact rates what followed an incident."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.models import Contact
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.service_levels.models import Incident
from covalue.service_levels.rules import TOP


@transaction.atomic
def rate(
    actor: Actor, *, incident: Incident, contact: Contact, rating: int, now: datetime, words: str = ""
) -> Incident:
    """A contact whom it affected rates what followed, once it is resolved; said again it is corrected.

    The caller has asked whether this contact may: `actor` has no account of ours.
    """
    held = Incident.objects.select_related("account", "ticket").select_for_update(of=("self",)).get(pk=incident.pk)
    removal.guard_current(held)
    if held.contact_id != contact.pk:
        raise errors.NotAllowed(_("Only whom the incident affected can rate it."))
    if held.is_open:
        raise errors.WrongState(_("What followed can be rated once it is resolved."))
    if not 0 <= rating <= TOP:
        raise errors.BadInput(_("A rating is from 0 to 10."), field="rating")
    values = {"rating": rating, "rated_on": held.account.day_of(now), "rating_words": " ".join(words.split())[:500]}
    changes = events.changed(held, values)
    held.save(update_fields=list(values))
    events.write(actor, "rated incident", subject=held, stream=held.account, changes=changes, now=now)
    return held
