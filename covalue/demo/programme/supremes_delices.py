from typing import Final

from covalue.demo.programme.shapes import Programme, Talk, Theirs, Todo, Words

ACCOUNT: Final = Programme(
    "SUPRD",
    "strategic",
    0,
    "Catering",
    "Caterer for events and airlines in Charleroi and Brussels; newly chosen, no plan yet.",
    "peacock",
    "",
    ("callahan", "king"),
    "Vendor",
    "Preferred supplier",
    employees=290,
    extended=("okafor",),
    contacts=(
        Theirs("Olivier Maes", "Operations Director", "Economic buyer"),
        Theirs("Nathalie Wouters", "Airline contracts", "User buyer"),
        Theirs("Bart De Smet", "Night dispatch, Zaventem", "Technical buyer", "Operations", "Olivier Maes"),
    ),
    talks=(
        Talk(
            9,
            "meeting",
            "First conversation after their selection",
            ("peacock",),
            ("Olivier Maes",),
            (
                Words(
                    "Olivier Maes",
                    "An aircraft does not wait for butter. Tell me how you deliver at four in the morning, then we talk about the rest.",
                ),
            ),
        ),
        Talk(
            55,
            "call",
            "What the airlines ask of them",
            ("peacock",),
            ("Nathalie Wouters",),
            (
                Words(
                    "Nathalie Wouters",
                    "They changed the allergen rules twice this year and gave us nine days each time.",
                ),
            ),
        ),
        Talk(
            132,
            "visit",
            "Loading dock at three in the morning",
            ("peacock", "king"),
            ("Bart De Smet",),
            (Words("Bart De Smet", "The gate closes at 4:40. At 4:41 you are tomorrow's supplier."),),
            "Seen together: eleven vans, one dock, no slots. Nobody plans the dock.",
        ),
        Talk(249, "call", "Butter in ten-gram portions", ("callahan",), ("Nathalie Wouters",)),
        Talk(
            377,
            "meeting",
            "Why we propose them for the programme",
            ("peacock",),
            ("Olivier Maes",),
            (
                Words(
                    "Olivier Maes",
                    "You are the fourth to call me strategic this year. The other three sent a calendar.",
                ),
            ),
        ),
    ),
    todos=(
        Todo("Four in the morning: what it would take, with logistics", "okafor", 14),
        Todo("Who decides on allergens: airline or caterer", "peacock", 8),
        Todo("Slots at the dock, as seen by the drivers", "king", 19),
        Todo("Thank Olivier Maes for the night at the dock", "peacock", -125, 130),
    ),
)
