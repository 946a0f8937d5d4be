"""What can be typed about needs. Ratings are 1 to 5, see `rules.SCALE`."""

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.needs.rules import FEWEST_CLUSTERS, MOST_CLUSTERS, SCALE
from covalue.web.inputs import Input, field
from covalue.web.shapes import RowId, Text


class NeedInput(Input):
    name: Text = field(_("Need"), min_length=1, max_length=120)


class NeedScoreInput(Input):
    """Without a score the rating is removed."""

    need: RowId
    score: int | None = Field(None, ge=SCALE[0], le=SCALE[-1], strict=True)


class NeedScoresInput(Input):
    ratings: list[NeedScoreInput] = Field(min_length=1, max_length=50)


class NeedSegmentsInput(Input):
    """`names` in the order of the clusters; `version` is that of the clusters you saw."""

    name: Text = Field(min_length=1, max_length=120)
    k: int = Field(ge=FEWEST_CLUSTERS, le=MOST_CLUSTERS, strict=True)
    names: list[Text] = Field(min_length=FEWEST_CLUSTERS, max_length=MOST_CLUSTERS)
    version: Text = Field(max_length=40)


class NeedsQuery(Schema):
    k: int | None = Field(
        None,
        ge=FEWEST_CLUSTERS,
        le=MOST_CLUSTERS,
        description="number of clusters; if empty, the number that separates best",
    )


class NeedMovesQuery(Schema):
    to: int | None = Field(None, ge=1, le=2**53, description="the other segments; if empty, the next newer ones")
