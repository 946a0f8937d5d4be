from typing import Final

from covalue.demo.programme.shapes import Goal, Programme, Talk, Theirs, Todo, Words

ACCOUNT: Final = Programme(
    "FOLKO",
    "strategic",
    1,
    "Food retail",
    "Owner-managed delicatessen and mail order in Jämtland; small, admired, and the first to try what others copy.",
    "davolio",
    "",
    ("callahan",),
    "Partner",
    "Trusted advisor",
    employees=58,
    contacts=(
        Theirs("Lars Nordin", "Mail order", "User buyer"),
        Theirs("Karin Öberg", "Buyer, cheese and charcuterie", "Technical buyer"),
        Theirs("Elsa Nyström", "Packing and dispatch", "User buyer", "Mail order", "Lars Nordin"),
    ),
    goals=(
        Goal(
            "theirs",
            "Mail order beyond Sweden",
            "parcels abroad a month",
            "140",
            "900",
            365,
            "Maria Larsson",
            "Visit in Bräcke",
        ),
        Goal(
            "theirs",
            "Nothing arrives warm",
            "parcels claimed as warm",
            "2.1 %",
            "0.5 %",
            240,
            "Lars Nordin",
            "Call before midsummer",
        ),
        Goal(
            "ours",
            "Learn here what the Nordic group will want in two years",
            "products tried first at Folk och fä",
            "4",
            "12",
            365,
            "davolio",
        ),
    ),
    talks=(
        Talk(
            63,
            "visit",
            "Mail order to Norway and Finland",
            ("davolio",),
            ("Maria Larsson", "Lars Nordin"),
            (
                Words(
                    "Maria Larsson",
                    "Everyone copies our shelf two years later. I would rather earn on it in the first.",
                ),
                Words(
                    "Lars Nordin", "A parcel that arrives warm is not a claim. It is a customer who tells ten others."
                ),
            ),
        ),
        Talk(140, "call", "Christmas parcels", ("callahan",), ("Lars Nordin",)),
        Talk(
            310,
            "meeting",
            "Tasting of farm cheeses",
            ("davolio",),
            ("Karin Öberg",),
            (Words("Karin Öberg", "I want the cheese you think is too small for anybody else."),),
        ),
        Talk(
            21,
            "call",
            "First frost, first claims",
            ("callahan",),
            ("Lars Nordin",),
            (
                Words(
                    "Lars Nordin",
                    "Cold outside is not cold inside. The parcel stands an hour by the heater of the post office in Östersund.",
                ),
            ),
        ),
        Talk(
            207,
            "visit",
            "A day of packing",
            ("davolio", "callahan"),
            ("Elsa Nyström",),
            (Words("Elsa Nyström", "The gel pack is right for eighteen hours. Finland is twenty-six."),),
        ),
        Talk(
            389,
            "meeting",
            "What the Nordic group asks of a small shop",
            ("davolio",),
            ("Maria Larsson",),
            (
                Words(
                    "Maria Larsson",
                    "They bought three shops to learn from one. Then they send me a form with ninety fields.",
                    "She stayed on after the sale on the promise of being left alone.",
                ),
            ),
        ),
        Talk(520, "visit", "Midsummer at the shop", ("davolio",), ("Maria Larsson", "Karin Öberg")),
    ),
    todos=(
        Todo("Chilled parcel test to Trondheim", "callahan", 25),
        Todo("Six farm cheeses for the winter shelf", "davolio", -1),
        Todo("Thirty-hour gel packs: twenty parcels to Turku", "callahan", 13),
        Todo("Claims of warm parcels, by route", "Lars Nordin", -4),
        Todo("Six farm cheeses for the summer shelf", "davolio", -150, 149),
    ),
    customer_strategy="Maria Larsson sells what others will list in two years, to people who drive an hour for it or have it sent. The shop is full; growth is in parcels, first to Norway and Finland. What holds it back is not demand but cold: two parcels in a hundred arrive warm, and each costs more than it earned.",
)
