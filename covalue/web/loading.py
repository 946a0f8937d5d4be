"""Templates as they are sent: without the indentation that people read them by, which is half of a page's bytes."""

import re
from typing import Final

from django.template.base import Origin
from django.template.loaders import app_directories

INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(app_directories.Loader):
    """The templates of every package; lines keep their numbers, and texts in `{{ }}` all their blanks."""

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return INDENTATION.sub("", text) if str(origin.name).endswith(".html") else text
