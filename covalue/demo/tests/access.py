"""Who gets through to the addresses of the demo: nobody outside one; test_outbox.py and test_tour.py ask them in one."""

from tests.access import NOBODY, missing, posted, read

PAGES = (
    *read(NOBODY, "demo:outbox"),
    *missing("demo:letter"),
    *posted(NOBODY, "demo:dismiss-tour", "demo:take-tour"),
)
