from typing import Final

from covalue.demo.programme.shapes import Goal, Programme, Talk, Theirs, Todo, Words

ACCOUNT: Final = Programme(
    "RATTC",
    "strategic",
    2,
    "Food retail",
    "Speciality grocer of the Southwest: nine large stores, cooking school, young and curious customers.",
    "leverling",
    "",
    ("suyama", "dodsworth"),
    "Preferred supplier",
    "Partner",
    employees=610,
    contacts=(
        Theirs("Elena Baca", "Chief Executive", "Economic buyer"),
        Theirs("Ron Tafoya", "Grocery Director", "User buyer"),
        Theirs("Marisol Trujillo", "Head of the cooking school", "Coach", "School", "Elena Baca"),
        Theirs("Ben Archuleta", "Store Manager, Nob Hill", "User buyer", "Stores", "Ron Tafoya"),
    ),
    goals=(
        Goal(
            "theirs",
            "A tenth store without a weaker range",
            "lines listed in the tenth store",
            "0",
            "4 200",
            260,
            "Ron Tafoya",
            "Meeting in Albuquerque",
        ),
        Goal("ours", "Be in the tenth store from the first day", "lines of ours listed", "0", "160", 260, "leverling"),
        Goal(
            "theirs",
            "Classes pay for themselves",
            "classes that cover their cost",
            "31 %",
            "60 %",
            380,
            "Marisol Trujillo",
            "Evening at the school",
        ),
    ),
    talks=(
        Talk(
            19,
            "meeting",
            "Range of the tenth store",
            ("leverling",),
            ("Ron Tafoya",),
            (
                Words(
                    "Ron Tafoya",
                    "I do not need another catalogue. I need forty things nobody in Santa Fe has, and somebody who stands behind them.",
                ),
            ),
        ),
        Talk(
            240,
            "visit",
            "What sells at the school",
            ("leverling",),
            ("Ron Tafoya",),
            (
                Words(
                    "Ron Tafoya",
                    "The jars people open in class are the jars that leave the shelf. I can show you the till.",
                ),
            ),
        ),
        Talk(
            88,
            "call",
            "Cooking school, spring programme",
            ("leverling", "suyama"),
            ("Elena Baca",),
            (
                Words(
                    "Elena Baca",
                    "People come for the class and leave with a basket. That is my marketing budget.",
                    "She founded the school before the stores and means to keep it.",
                ),
            ),
        ),
        Talk(
            136,
            "visit",
            "An evening at the school",
            ("leverling", "suyama"),
            ("Marisol Trujillo",),
            (Words("Marisol Trujillo", "I have forty stoves and no story. You have stories and no stove."),),
        ),
        Talk(
            318,
            "meeting",
            "What was delisted and why",
            ("leverling",),
            ("Ron Tafoya", "Ben Archuleta"),
            (
                Words(
                    "Ben Archuleta",
                    "It sold. But every second jar came without a label in English and I was fined twice.",
                    "The fines came out of the store's account, and so out of his.",
                ),
            ),
        ),
        Talk(402, "call", "Complaint on labels, settled", ("dodsworth",), ("Ben Archuleta",)),
        Talk(
            476,
            "meeting",
            "First visit after the handover",
            ("leverling",),
            ("Elena Baca",),
            (Words("Elena Baca", "Your predecessor brought me promotions. I have not run one in six years."),),
        ),
    ),
    todos=(
        Todo("Forty lines for Santa Fe, with stories", "suyama", 9),
        Todo("Offer for the spring programme of the cooking school", "leverling", -5),
        Todo("Labels in English for the last nine lines", "dodsworth", -210, 212),
        Todo("Till figures of the jars opened in class", "Ron Tafoya", 11),
        Todo("Two story evenings with producers, spring", "Marisol Trujillo", 40),
    ),
    customer_strategy="Rattlesnake Canyon sells discovery. Its customers come for a class or a tasting and leave with things they had not heard of. Elena Baca will open a tenth store in Santa Fe next autumn, the first outside Albuquerque, and fears that the range will be copied down instead of chosen.\n\nThey have no buyer for imported food; Ron Tafoya does it beside everything else.",
    growth_strategy="",
)
