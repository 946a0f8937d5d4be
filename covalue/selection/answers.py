"""How rows of a round are answered by the API wherever they stand."""

from typing import Annotated

from ninja import Schema

from covalue.selection.models import Candidate, Rating
from covalue.web.answered import As
from covalue.web.shapes import Ref, ref


class CandidateAnswer(Schema):
    """An account in a round, with its figures of the ledger as text."""

    id: int
    account: Ref
    class_before: str
    figures: dict[str, str]
    decision: str
    reason: str


class RatingAnswer(Schema):
    criterion: int
    by: Ref | None
    score: int | None
    evidence: str

    @staticmethod
    def resolve_criterion(rating: Rating) -> int:
        return rating.criterion_id

    @staticmethod
    def resolve_by(rating: Rating) -> Ref | None:
        return ref(rating.rater.user)


AnsweredCandidate = Annotated[Candidate, As(CandidateAnswer)]
AnsweredRating = Annotated[Rating, As(RatingAnswer)]
