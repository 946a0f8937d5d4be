"""How what happens to coverage models and hours reads."""

from django.utils.translation import gettext_lazy as _

from covalue.coverage.queries import SEGMENT_NAMES
from covalue.coverage.rules import Segment
from covalue.web import sentences
from covalue.web.sentences import Sentence, number, text


def segment(name: str) -> str:
    """A segment by its name, not its key."""
    return str(SEGMENT_NAMES[Segment(name)]) if name in set(Segment) else name


MODEL = {"name": text(_("name")), "hours": number(_("hours"), _("hours a year"))}
sentences.add(
    Sentence("began coverage", _("added the standard coverage models")),
    *sentences.of_rows("coverage model", _("coverage model"), _("coverage models"), MODEL),
    Sentence(
        "changed coverage model",
        (_("changed {fields} of the coverage model {what}"), _("edited the coverage model {what}")),
        fields=MODEL,
    ),
    Sentence(
        "changed coverage",
        _("changed the coverage model of a segment"),
        _("changed the coverage models of {n} segments"),
        others=text(segment),
    ),
    Sentence("changed capacity", _("changed the capacity of {name}"), fields=MODEL),
    Sentence("planned hours", _("planned hours for {name}"), others=number(lambda name: name, _("hours a year"))),
)
