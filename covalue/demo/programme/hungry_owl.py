from typing import Final

from covalue.demo.programme.shapes import Goal, Programme, Talk, Theirs, Todo, Words

ACCOUNT: Final = Programme(
    "HUNGO",
    "strategic",
    2,
    "Convenience retail",
    "Convenience chain of Munster, open all night, 38 shops at filling stations; margin before volume.",
    "leverling",
    "halvorsen",
    ("callahan", "dodsworth"),
    "Vendor",
    "Preferred supplier",
    employees=720,
    extended=("king",),
    contacts=(
        Theirs("Aoife Brennan", "Commercial Director", "Economic buyer"),
        Theirs("Declan Roche", "Food-to-go Manager", "User buyer"),
        Theirs("Niamh Kavanagh", "Operations, night shops", "Technical buyer", "Operations", "Aoife Brennan"),
        Theirs("Eoin Daly", "Finance Controller", "Gatekeeper", "Finance", "Aoife Brennan"),
    ),
    goals=(
        Goal(
            "theirs",
            "Food to go earns more than fuel",
            "gross profit from food to go",
            "38 %",
            "50 %",
            450,
            "Aoife Brennan",
            "Trade press, confirmed in person",
        ),
        Goal(
            "theirs",
            "No shop without hot food after ten",
            "shops with hot food at night",
            "12",
            "38",
            330,
            "Declan Roche",
            "Call in June",
        ),
        Goal(
            "ours",
            "From listed vendor to supplier of the night range",
            "share of night range",
            "9 %",
            "35 %",
            360,
            "leverling",
        ),
    ),
    talks=(
        Talk(
            27,
            "meeting",
            "Night range",
            ("leverling",),
            ("Declan Roche",),
            (
                Words(
                    "Declan Roche",
                    "At two in the morning there is one person in the shop. If it needs two hands, it does not exist.",
                ),
            ),
        ),
        Talk(96, "call", "Listing talk", ("callahan",), ("Declan Roche",)),
        Talk(
            150,
            "meeting",
            "Introduction of our COO",
            ("leverling", "halvorsen"),
            ("Aoife Brennan",),
            (
                Words(
                    "Aoife Brennan",
                    "You were a line on a price list until today. Show me what you know about filling stations.",
                ),
            ),
        ),
        Talk(
            58,
            "visit",
            "From midnight to six in Mallow",
            ("leverling",),
            ("Niamh Kavanagh",),
            (Words("Niamh Kavanagh", "I can train one gesture, not a recipe. Open, press, hand over."),),
            "Between one and four: 61 customers, 9 asked for something warm, none was sold.",
        ),
        Talk(
            208,
            "meeting",
            "What a metre of shelf has to earn",
            ("leverling",),
            ("Eoin Daly",),
            (
                Words(
                    "Eoin Daly",
                    "A metre that earns less than forty euros a night goes back to sandwiches. I do not argue about it.",
                ),
            ),
        ),
        Talk(
            295,
            "call",
            "Delivery window at the stations",
            ("callahan",),
            ("Niamh Kavanagh",),
            (Words("Niamh Kavanagh", "Between six and nine the forecourt is full. A truck then costs me cars."),),
        ),
        Talk(430, "meeting", "Annual price talk", ("leverling",), ("Declan Roche",)),
    ),
    todos=(
        Todo("One-hand concept for six products, with Declan", "leverling", 18),
        Todo("Allergen data in their format", "dodsworth", 2),
        Todo("Deliver before six at the first twelve shops", "king", -33, 35),
        Todo("Night sales of twelve shops, by hour", "Declan Roche", -6),
        Todo("Price for the six products at 38 shops", "leverling", 33),
    ),
    customer_strategy="Fuel is disappearing as a reason to stop. Hungry Owl wants food to go to earn half of its gross profit within eighteen months, and the night is where nobody competes. The limit is the staff: one person, no kitchen.",
    growth_strategy="We start where they have nothing: the night range. Six products that one person can serve with one hand, delivered frozen with the existing drop, sold under their name. If the first twelve shops reach €90 a night, all 38 follow and we become a partner in the range instead of a line on a list.",
)
