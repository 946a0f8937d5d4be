"""How saved segmentations read."""

from django.utils.translation import gettext_lazy as _

from covalue.web import sentences
from covalue.web.sentences import Sentence

sentences.add(
    Sentence("kept segmentation", _("saved the segmentation {what}")),
    Sentence("removed segmentation", _("removed the segmentation {what}")),
    Sentence("restored segmentation", _("restored the segmentation {what}")),
)
