from typing import Final

from covalue.demo.programme.shapes import Goal, Programme, Talk, Theirs, Todo, Words

ACCOUNT: Final = Programme(
    "KOENE",
    "strategic",
    1,
    "Catering",
    "Caterer for company canteens in Berlin and Brandenburg; 31 000 meals a day, under pressure to become organic.",
    "peacock",
    "",
    ("suyama", "dodsworth"),
    "Preferred supplier",
    "Partner",
    employees=1250,
    contacts=(
        Theirs("Henrike Vogt", "Managing Director", "Economic buyer"),
        Theirs("Jonas Petri", "Head Chef, development", "User buyer"),
        Theirs("Silke Arndt", "Purchasing", "Gatekeeper"),
        Theirs("Tilman Brandt", "Certification and audits", "Technical buyer", "Quality", "Henrike Vogt"),
        Theirs("Ulrike Behn", "Purchasing, until her retirement", "Gatekeeper", "Purchasing", "Henrike Vogt", left=190),
    ),
    goals=(
        Goal(
            "theirs",
            "Half of all ingredients organic",
            "organic share by value",
            "23 %",
            "50 %",
            700,
            "Henrike Vogt",
            "Tender of the city of Berlin",
        ),
        Goal(
            "theirs",
            "The same price of a meal",
            "ingredients per meal",
            "€2.41",
            "€2.45",
            700,
            "Silke Arndt",
            "Purchasing meeting",
        ),
        Goal(
            "ours",
            "Supply the organic dairy and grain of all canteens",
            "share of their organic dairy and grain",
            "18 %",
            "60 %",
            600,
            "peacock",
        ),
    ),
    talks=(
        Talk(
            41,
            "meeting",
            "What half organic means for the menu",
            ("peacock", "suyama"),
            ("Jonas Petri", "Silke Arndt"),
            (
                Words(
                    "Jonas Petri",
                    "I can cook organic for the price if I know three weeks ahead what is cheap. Nobody tells me.",
                ),
                Words("Silke Arndt", "We are asked for half organic and for no cent more. Both are in the contract."),
            ),
        ),
        Talk(
            75,
            "visit",
            "Central kitchen, Potsdam",
            ("peacock",),
            ("Henrike Vogt",),
            (
                Words(
                    "Henrike Vogt",
                    "In two years somebody will count the receipts. I want to know in March, not in December, whether we make it.",
                    "The ministries' contracts are a third of her turnover.",
                ),
            ),
        ),
        Talk(
            118,
            "meeting",
            "What the auditor looks at",
            ("peacock", "dodsworth"),
            ("Tilman Brandt",),
            (
                Words(
                    "Tilman Brandt",
                    "A delivery note without the control number is conventional, whatever grew on the field.",
                ),
            ),
        ),
        Talk(
            196,
            "mail",
            "Ulrike Behn retires",
            ("peacock",),
            ("Ulrike Behn",),
            (Words("Ulrike Behn", "Silke is stricter than I was, and fairer. Do not begin with price."),),
        ),
        Talk(
            274,
            "visit",
            "Menu planning for May",
            ("suyama",),
            ("Jonas Petri",),
            (
                Words(
                    "Jonas Petri",
                    "Twelve thousand portions of spelt risotto, and on Thursday you tell me there is no spelt.",
                ),
            ),
        ),
        Talk(
            366,
            "meeting",
            "Three ministries won",
            ("peacock",),
            ("Henrike Vogt", "Ulrike Behn"),
            (Words("Henrike Vogt", "We promised a number nobody has reached at this size. I would do it again."),),
        ),
        Talk(505, "call", "Milk in five-litre bags", ("peacock",), ("Jonas Petri",)),
    ),
    todos=(
        Todo("Three-week price outlook for organic dairy and grain", "suyama", -2),
        Todo("Which of our suppliers are certified, by line", "dodsworth", 10),
        Todo("Control numbers on every delivery note", "dodsworth", -70, 72),
        Todo("Spelt: second source before February", "suyama", 16),
        Todo("Receipts of the first quarter, counted as the ministry counts", "Tilman Brandt", 35),
    ),
    customer_strategy="Königlich Essen won the canteens of three ministries with a promise to reach 50 % organic ingredients in two years. The price of a meal is fixed until then. Menu planning, not purchasing, decides whether that works.",
)
