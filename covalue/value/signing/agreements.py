"""What contacts last said to a case, and which of its assumptions stand as they agreed to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from covalue.value.cases.sheet import Sheet
from covalue.value.claims.deliveries import Answer
from covalue.value.models import Signature
from covalue.value.signing import documents


@dataclass(frozen=True)
class Agreement:
    """What a contact last said to a case, and whether the case still says what they signed."""

    signature: Signature
    holds: bool

    @property
    def agreed(self) -> bool:
        return self.holds and self.signature.answer == Answer.AGREE

    @property
    def in_part(self) -> bool:
        return self.holds and self.signature.answer == Answer.PARTLY

    @property
    def to_settle(self) -> bool:
        """They see it differently, and the case has not been changed since."""
        return self.holds and self.signature.answer != Answer.AGREE


def on_cases() -> QuerySet[Signature]:
    """What was signed on cases, withdrawn or not, the latest first."""
    rows = Signature.objects.filter(claim=None, withdraws=None)
    return rows.select_related("withdrawn_by", "contact").order_by("-number")


def last_words(signatures: Iterable[Signature], sheet: Sheet) -> tuple[Agreement, ...]:
    """The last standing word of each who signed; the latest have to come first."""
    agreements: dict[int, Agreement] = {}
    for signature in signatures:
        signer = signature.contact_id or -signature.pk
        if signature.stands and signer not in agreements:
            agreements[signer] = Agreement(signature, documents.still_agreed(signature.read, sheet))
    return tuple(agreements.values())


def agreed_assumptions(words: Iterable[Agreement], sheet: Sheet) -> Mapping[str, Signature]:
    """By name, what stands in the sheet with the value a contact agreed to with the whole case, and their signature."""
    agreed: dict[str, Signature] = {}
    for word in words:
        if word.signature.answer == Answer.AGREE:
            for name in documents.unchanged_assumptions(word.signature.read, sheet):
                agreed.setdefault(name, word.signature)
    return agreed
