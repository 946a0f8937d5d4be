"""Who gets through to the addresses of the demo: nobody outside one; test_outbox.py and test_tour.py ask them in one.

Sample data are loaded by whoever sets a workspace up, which ends as soon as anybody else has a role: test_sample.py.
"""

from tests.access import NOBODY, missing, posted, read

PAGES = (
    *read(NOBODY, "demo:outbox"),
    *missing("demo:letter", "demo:sample"),
    *posted(NOBODY, "demo:dismiss-tour", "demo:take-tour", "demo:load-sample", "demo:remove-sample"),
)
