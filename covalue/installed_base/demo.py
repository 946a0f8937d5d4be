"""What stands at the sites of the demo company's customers."""

from dataclasses import dataclass

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.queries import ITEMS


@dataclass(frozen=True)
class Installed:
    """Something at a site since so many days; support and writing off end in so many days (negative: they have ended).

    `after` names what it took the place of, by its product, so many days ago as it stands there.
    """

    product: str
    site: str
    since: int
    quantity: int = 1
    unit: str = ""
    maker: str = ""
    supported: int | None = None
    written_off: int | None = None
    after: str = ""


def build(demo: Demo) -> None:
    """Each account's items in order, what they replaced told before."""
    customers = demo.get(Customers)
    there: dict[tuple[str, str], InstalledItem] = {}
    for key, story in demo.stories_by_customer(Installed):
        lead = customers.leads[key]
        values = {
            "product": story.product,
            "maker": story.maker,
            "site": story.site,
            "unit": story.unit,
            "quantity": story.quantity,
            "since": demo.day(story.since),
            "supported_until": None if story.supported is None else demo.day(-story.supported),
            "written_off_until": None if story.written_off is None else demo.day(-story.written_off),
        }
        item = ITEMS.add(lead, customers.accounts[key], values, now=demo.at(30))
        there[key, story.product] = item
        if story.after:
            before = there[key, story.after]
            ITEMS.edit(lead, before, {"replaced_by": item, "replaced_on": demo.day(story.since)}, now=demo.at(29))
