"""What can be typed about a plan."""

from pydantic import Field

from covalue.plans.rules import LONGEST_TEXT
from covalue.web.inputs import Input
from covalue.web.shapes import Text


class SectionInput(Input):
    text: Text = Field(max_length=LONGEST_TEXT)
