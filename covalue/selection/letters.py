"""What we write to raters, and to those whom a decision concerns."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.core import days
from covalue.organisation import queries as organisation
from covalue.people import queries as users
from covalue.people.models import User
from covalue.selection.models import Candidate, Letter, Rater
from covalue.selection.rules import Decision


def ask_rater(rater: Rater) -> None:
    """To somebody who is asked to rate: what, until when, and that nobody sees it before all are done."""
    link = settings.BASE_URL + reverse("selection:round", args=[rater.round_id])
    with translation.override(users.language_of(rater.user)):
        text = render_to_string("selection/mail/rate.txt", {"rater": rater, "link": link})
        send_mail(_("Your rating is requested: {round}").format(round=rater.round), text, None, [rater.user.email])


def send_letter(letter: Letter, *, to: Iterable[User]) -> None:
    """As it was written, one mail to each."""
    answer_to = [letter.sent_by.email] if letter.sent_by else []
    for reader in to:
        EmailMessage(letter.subject, letter.body, None, [reader.email], reply_to=answer_to).send()


def subject_of(candidate: Candidate) -> str:
    """A subject to begin with."""
    return _("{account}: {decision}").format(account=candidate.account, decision=_sentences()[candidate.decision][0])


def body_of(candidate: Candidate) -> str:
    """A letter to begin with: what was decided, by whom, when, why, and what it means."""
    decision, meaning = _sentences()[candidate.decision]
    decided = _("In the round “{round}” {who} decided on {day}: {account} — {decision}.").format(
        round=candidate.round,
        who=candidate.decided_by.name if candidate.decided_by else organisation.company().name,
        day=days.written(candidate.decided_at) if candidate.decided_at else "",
        account=candidate.account,
        decision=decision,
    )
    return "\n\n".join([decided, _("Why: {reason}").format(reason=candidate.reason), meaning])


def _sentences() -> dict[str, tuple[str, str]]:
    """Decision → what it is, and what it means for those who work on the account."""
    return {
        Decision.SELECT.value: (
            _("a strategic account"),
            _("It gets its own account manager, sponsor and plan. Please start with what the customer values."),
        ),
        Decision.DEVELOP.value: (
            _("a candidate, to be developed"),
            _("It fits us, but is not valuable enough yet. Please work on what would change that by the next round."),
        ),
        Decision.NOT_NOW.value: (
            _("not strategic now"),
            _("Nothing changes for the customer. It can be a candidate again in the next round."),
        ),
        Decision.KEEP.value: (_("stays a strategic account"), _("Thank you for the work it took.")),
        Decision.WATCH.value: (
            _("on watch"),
            _("What is missing is listed above. It will be reviewed again before the end of the year."),
        ),
        Decision.DESELECT.value: (
            _("no longer a strategic account"),
            _(
                "How it will be served from now on, and who tells the customer, is in the dossier. Until then, "
                "please tell nobody."
            ),
        ),
        "": ("", ""),
    }
