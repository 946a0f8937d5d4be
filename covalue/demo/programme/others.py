"""Customers beside the programme: the largest of all, two candidates, one on watch."""

from typing import Final

from covalue.demo.programme.shapes import Programme, Talk, Theirs, Todo, Words

ACCOUNTS: Final = (
    Programme(
        "QUICK", "key", 5, "Food retail",
        "One of our largest customers by revenue: cash-and-carry, tenders every line twice a year, wants price and nothing else.",
        "davolio", "", ("king",), "Vendor", "", critical=True, employees=2600,
        contacts=(
            Theirs("Uwe Brandt", "Head of Purchasing", "Economic buyer", "Purchasing"),
            Theirs("Sabine Köhler", "Category Buyer, dairy", "Technical buyer", "Purchasing", "Uwe Brandt"),
        ),
        talks=(
            Talk(38, "meeting", "Autumn tender", ("davolio",), ("Uwe Brandt",), (
                Words("Uwe Brandt", "I buy the same carton from three of you. Tell me when yours is three per cent cheaper."),
            )),
            Talk(220, "meeting", "Spring tender", ("davolio", "king"), ("Uwe Brandt", "Sabine Köhler"), (
                Words("Sabine Köhler", "Your truck is the only one that comes when the paper says. It is not in the tender, so I cannot buy it."),
            )),
            Talk(400, "meeting", "Autumn tender, a year ago", ("davolio",), ("Uwe Brandt",)),
        ),
        todos=(Todo("Decide which lines not to offer in the spring tender", "davolio", 30),),
    ),
    Programme("BERGS", "candidate", 0, "Food retail", "Supermarkets in northern Sweden; sister of Folk och fä since the group was formed.", "davolio", "", (), "Vendor", ""),
    Programme(
        "FRANK", "candidate", 0, "Mail order", "Mail order for speciality food in Bavaria, growing a fifth a year.", "peacock", "", (), "Vendor", "",
        talks=(
            Talk(48, "call", "What they would want from us", ("peacock",), ("Peter Franken",), (
                Words("Peter Franken", "Send me what you cannot sell to a supermarket. That is what my customers open the catalogue for."),
            )),
        ),
        todos=(Todo("Ten lines for the Easter catalogue", "peacock", 22),),
    ),
    Programme("HILAA", "watch", 6, "Food wholesale", "Importer in Venezuela; payment terms stretched twice this year.", "peacock", "", (), "Vendor", ""),
)  # fmt: skip
