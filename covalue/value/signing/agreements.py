"""What contacts last said to a case, and which of its assumptions stand as they agreed to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from covalue.accounts.models import Account
from covalue.value.cases.sheet import Sheet
from covalue.value.claims.deliveries import first_of_next_month
from covalue.value.models import Initiative, Signature
from covalue.value.rules import Answer
from covalue.value.signing import documents


@dataclass(frozen=True)
class Agreement:
    """What a contact last said to a case, and whether the case still says what they signed.

    `begins_on` is the day from which the value counted in what they signed; None where it did not say so yet.
    """

    signature: Signature
    holds: bool
    begins_on: date | None = None

    @property
    def agreed(self) -> bool:
        return self.holds and self.signature.answer == Answer.AGREE

    @property
    def in_part(self) -> bool:
        return self.holds and self.only_in_part

    @property
    def only_in_part(self) -> bool:
        """They agreed in part, whether or not the case was changed since."""
        return self.signature.answer == Answer.PARTLY

    @property
    def to_settle(self) -> bool:
        """They see it differently, and the case has not been changed since."""
        return self.holds and self.signature.answer != Answer.AGREE


def on_cases() -> QuerySet[Signature]:
    """What was signed on cases, withdrawn or not, the latest first."""
    rows = Signature.objects.filter(claim=None, withdraws=None)
    return rows.select_related("withdrawn_by", "contact").order_by("-number")


def last_words(signatures: Sequence[Signature], initiative: Initiative, sheet: Sheet) -> tuple[Agreement, ...]:
    """The last standing word of each who signed a case; the latest have to come first."""
    agreements: dict[int, Agreement] = {}
    for signature in signatures:
        signer = signature.contact_id or -signature.pk
        if signature.stands and signer not in agreements:
            start = _start_of(signature, signatures, initiative.account)
            same_start = start is None or initiative.begins_on in (None, start)
            holds = same_start and documents.still_agreed(signature.read, sheet)
            agreements[signer] = Agreement(signature, holds, start)
    return tuple(agreements.values())


def _start_of(signature: Signature, signatures: Sequence[Signature], account: Account) -> date | None:
    """The start that was signed. A document without one means the month after the first who agreed to such a document."""
    begins = signature.read.get("begins")
    if begins is None:
        return None
    if begins:
        return date.fromisoformat(begins)
    open_starts = [row for row in signatures if row.answer != Answer.DISAGREE and row.read.get("begins") == ""]
    if not open_starts:
        return None
    first = min(open_starts, key=lambda row: row.number)
    return first_of_next_month(account.day_of(first.signed_at))


def agreed_assumptions(words: Iterable[Agreement], sheet: Sheet) -> Mapping[str, Signature]:
    """By name, what stands in the sheet with the value a contact agreed to with the whole case, and their signature."""
    agreed: dict[str, Signature] = {}
    for word in words:
        if word.signature.answer == Answer.AGREE:
            for name in documents.unchanged_assumptions(word.signature.read, sheet):
                agreed.setdefault(name, word.signature)
    return agreed
