from typing import Final

from covalue.demo.programme.shapes import Goal, Programme, Reached, Signed, Talk, Theirs, Todo, Wanted, Words, Worth

ACCOUNT: Final = Programme(
    "ERNSH", "strategic", 4, "Food wholesale",
    "Austria's largest independent wholesaler to hotels and mountain restaurants; strong seasons, thin stock.",
    "peacock", "halvorsen", ("king", "callahan"), "Partner", "Trusted advisor", employees=840,
    contacts=(
        Theirs("Katharina Ernst", "Managing Director", "Economic buyer"),
        Theirs("Stefan Moser", "Head of Purchasing", "Technical buyer"),
        Theirs("Birgit Lang", "Head of Logistics", "User buyer"),
        Theirs("S. Moser", "Purchasing"),  # Stefan Moser, written down twice
        Theirs("Anton Gruber", "Sales Manager, hotel groups", "User buyer", "Sales", "Katharina Ernst"),
    ),
    goals=(
        Goal("theirs", "Survive the winter peak without rented cold store", "pallets rented outside", "420", "0", 120, "Birgit Lang", "Season review"),
        Goal("theirs", "Win hotel groups from the cash-and-carry chains", "hotel groups under contract", "6", "10", 500, "Katharina Ernst", "Conversation in Graz"),
        Goal("ours", "Plan the season together, one forecast for both", "forecast error in peak weeks", "24 %", "12 %", 150, "peacock", rests=(
            ("Survive the winter peak without rented cold store", 3, "A forecast six weeks ahead is what the pallets wait for"),
        )),
    ),
    talks=(
        Talk(11, "visit", "Winter forecast, first joint version", ("peacock", "king"), ("Stefan Moser", "Birgit Lang"), (
            Words("Birgit Lang", "Last January I paid for four hundred pallets in somebody else's cold store. I could have bought a truck.", "Her capital request was turned down because of that bill."),
        )),
        Talk(52, "meeting", "Hotel groups: what they ask of a wholesaler", ("peacock", "halvorsen"), ("Katharina Ernst",), (
            Words("Katharina Ernst", "The chains ask me where the venison comes from and I have three days to answer. You know it, so let me know it."),
        )),
        Talk(110, "call", "Complaint on delivery notes", ("callahan",), ("Stefan Moser",), (
            Words("Stefan Moser", "Your delivery note and your invoice disagree once a week. My team of two checks every line."),
        )),
        Talk(180, "meeting", "Season review", ("peacock",), ("Stefan Moser", "Birgit Lang")),
        Talk(236, "visit", "In the truck to Lech", ("king",), ("Birgit Lang",), (
            Words("Birgit Lang", "In February the road is closed one day in nine. Whoever has the pallet above the tunnel sells."),
        ), "They pre-load two trucks above the Arlberg when snow is forecast; our drops come too late in the day for that."),
        Talk(301, "meeting", "Tender of a hotel group with eleven houses", ("peacock",), ("Anton Gruber",), (
            Words("Anton Gruber", "The tender asked for origin and allergens on four hundred lines in three days. I had them on ninety.", "It was the first group he went for himself."),
        )),
        Talk(388, "meeting", "Season review, first year", ("peacock", "halvorsen"), ("Katharina Ernst", "Stefan Moser"), (
            Words("Stefan Moser", "I measure you on three things: on the day, in full, and a paper that agrees with itself."),
        )),
        Talk(497, "call", "Rented cold store in Wels", ("callahan",), ("Birgit Lang",)),
    ),
    todos=(
        Todo("Second version of the winter forecast, by week", "king", 6),
        Todo("Origin sheets for game and cheese, all lines", "dodsworth", 20),
        Todo("One document number for delivery note and invoice", "callahan", -8),
        Todo("Reserve the December containers", "king", -30, 31),
        Todo("Evening drop above the tunnel: cost for twelve weeks", "okafor", 28),
        Todo("Allergens for the four hundred lines of the last tender", "dodsworth", -120, 124),
        Todo("Which hotel groups tender in spring", "Anton Gruber", 24),
    ),
    targets=(
        Wanted("No rented cold store in the winter peak", "Not one pallet in Wels next January", "Birgit Lang", 5, 4, 52, ("Birgit Lang", 11, "If the forecast carries, I give the Wels contract back.")),
        Wanted("Answer a hotel group's tender in a day", "Origin and allergens on four hundred lines", "Anton Gruber", 4, 4, 301),
        Wanted("Papers that agree with themselves", "No line checked twice", "Stefan Moser", 3, 5, 110, ("Stefan Moser", 40, "Two people check every line. I want one of them back.")),
    ),
    cases=(
        Worth("One winter forecast, two pre-loaded trucks", "No rented cold store in the winter peak", "peacock", {
            "years": 3, "rate": 0.07, "rate_low": 0.05, "rate_high": 0.1, "gain_share": 0.15,
            "alternative": "Rent in Wels as every winter",
            "assumptions": [
                {"name": "pallets rented", "unit": "pallets/year", "low": 350, "base": 420, "high": 480, "source": "season review"},
                {"name": "share avoided", "unit": "%", "low": 60, "base": 85, "high": 100, "source": "our forecast of last winter"},
                {"name": "rent of a pallet", "unit": "€/pallet", "low": 96, "base": 110, "high": 118, "source": "invoice of the store in Wels"},
                {"name": "closed days", "unit": "days/year", "low": 6, "base": 9, "high": 14, "source": "road authority, ten winters"},
                {"name": "margin sold on a closed day", "unit": "€/day", "low": 900, "base": 1600, "high": 2400, "source": "our guess"},
            ],
            "lines": [
                {"key": "rent", "title": "Rent not paid", "kind": "benefit", "formula": "pallets rented × share avoided × rent of a pallet", "group": "cost"},
                {"key": "closed", "title": "Sold while the road is closed", "kind": "benefit", "formula": "closed days × margin sold on a closed day", "group": "revenue", "ramp": "12"},
                {"key": "driver", "title": "Their second driver", "kind": "cost", "formula": "5200", "group": "usage"},
                {"key": "forecast", "title": "Our planner, one day a week in season", "kind": "cost", "side": "supplier", "formula": "6800"},
            ],
        }, (
            ("pallets rented", "Birgit Lang", 11, "Four hundred and twelve, to be exact."),
            ("rent of a pallet", "Birgit Lang", 11, ""),
        ),
            begun=420,
            agreed=Signed("Stefan Moser", 390, "The rent is ours to check; I will hold you to the trucks."),
            delivers=4,
            reached=(
                Reached(4, {"rent": 9600, "closed": 700}, "Ninety pallets less in Wels, by their own invoices.", Signed("Birgit Lang", 255)),
                Reached(3, {"rent": 9850, "closed": 2100}, "Rent by invoice; two days with the road closed, both trucks stood loaded.",
                        Signed("Birgit Lang", 170, "Right to the pallet.")),
                Reached(2, {"rent": 9400, "closed": 2700}, "Rent by invoice; three closed days by the road authority's log.",
                        Signed("Birgit Lang", 84, "One of the three days our own lorry was the problem.", {"rent": 9400, "closed": 1800}),
                        settled="Two days, as Birgit Lang says; the third was theirs."),
                Reached(1, {"rent": 10200, "closed": 3600}, "Rent by invoice; four closed days by the road authority's log.",
                        Signed("Stefan Moser", 9, "Three closed days: on the fourth nothing was ordered.", {"rent": 10200, "closed": 2700})),
            )),
    ),
    customer_strategy="Ernst Handel lives from two seasons. Between Christmas and mid-March it moves as much as in the rest of the year, through a warehouse built for half of that. Katharina Ernst wants to grow with hotel groups rather than single houses: fewer, larger contracts, with purchasing departments that ask for origin, allergens and carbon on every line.\n\nPurchasing has become professional since Stefan Moser came from a chain. He measures suppliers on delivery accuracy before price, and our paperwork costs him two people.",
    growth_strategy="One forecast for both houses. We see their orders only when they are placed; they see our stock only when it is missing. With a joint weekly forecast for the peak we move containers six weeks earlier and they rent no cold store, which by their own figure is worth €96k a winter.\n\nThe second move is the hotel groups: origin and allergen data delivered with the goods makes Ernst the only wholesaler who can answer a tender in three days. We widen from dairy and drinks into meat on the back of it.",
    approved=True,
    written_since_approval="\n\nSince the approval: the group with eleven houses tenders again in spring. If the origin data of four hundred lines stands by February, Anton Gruber can answer in three days; that alone is worth more than the winter.",
)  # fmt: skip
