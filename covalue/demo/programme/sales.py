"""What is in progress with the customers of the stories, how far their units are, and where growth comes from."""

from typing import Final

from covalue.growth.demo import Move, Path, Vision
from covalue.opportunities.demo import Sale, Way

SALES: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Way("Fresh", "criteria", 64, "Marcus Bell wrote down what twenty stores have to show"),
        Way("Fresh", "options", 12, "Alpine Dairy was asked for half-cases, too"),
        Way("Store operations", "need", 34, "Ruth Salazar: the forecast ends at the warehouse"),
        Way("Purchasing", "unaware", 12, "Hal Jennings: cheese is cheese"),
        Sale(
            "Half-cases for twenty stores", 96_000, 120, 38, "davolio", ((90, "qualified"), (40, "proposal"), (8, "negotiation")),
            slipped=((-10, 21),), serves="Half-cases and a Friday-night truck", unit="Fresh", rivals="Alpine Dairy",
            step="Bring the numbers of the four pilot stores to Hal Jennings", step_due=4, margin=27_000,
            about=("Chilled counter pilot", "Store walk"),
        ),
        Sale(
            "Origin labels for private label, second year", 34_000, 80, 75, "davolio", ((55, "qualified"), (20, "proposal")),
            serves="Origin on every private-label cheese", unit="Fresh", probability=70,
            why="Dana Whitfield has the eleven labels in her plan for summer", step="Send the label proofs",
            step_owner="suyama", step_due=9, margin=11_500,
        ),
        Sale(
            "Shrink report for all stores", 18_000, 45, 140, "davolio", ((15, "qualified"),),
            serves="Throw away less chilled food", unit="Store operations",
            step="Ask Ruth Salazar who reads it on Monday", step_due=12,
        ),
        Sale("Second route on the Boise ring", 52_000, 130, 210, "suyama", ((100, "qualified"),), rivals="Cascade Foods"),
        Sale("Deli kits for the spring promotion", None, 30, None, "suyama"),
        Sale(
            "Friday-night truck for four stores", 41_000, 320, -170, "davolio",
            ((290, "proposal"), (230, "negotiation"), (170, "won")), serves="Shelves full on Saturday", reason="value",
            reason_words="The pilot paid for itself in nine weeks.", margin=12_000,
        ),
        Sale(
            "Dry-goods range for Idaho", 60_000, 260, -60, "davolio", ((220, "proposal"), (58, "lost")),
            rivals="Alpine Dairy", reason="price", reason_words="We asked nobody in dry goods what they value.",
        ),
    ),
    "ERNSH": (
        Way("Logistics", "contract", 11, "Birgit Lang had the winter volumes checked by their lawyer"),
        Way("Sales, hotel groups", "need", 52, "Katharina Ernst: six groups, and no allergen list"),
        Sale(
            "Winter contract, two pre-loaded trucks", 128_000, 150, 24, "peacock",
            ((120, "qualified"), (70, "proposal"), (30, "negotiation"), (9, "promised")),
            serves="One winter forecast", unit="Logistics", rivals="Donau Feinkost",
            step="Sign with Birgit Lang in Wels", step_due=6, margin=38_000,
            about=("Winter forecast",),
        ),
        Sale(
            "Four hundred lines for hotel groups", 72_000, 60, 160, "peacock", ((30, "qualified"),),
            serves="Answer a hotel group", unit="Sales, hotel groups", rivals="Alpe Import",
            step="Show Anton Gruber a finished allergen sheet", step_owner="callahan", step_due=15, margin=20_000,
        ),
        Sale("Slovenia: first listing", 40_000, 18, 420, "peacock", serves="Win hotel groups", step="Ask who buys in Ljubljana", step_due=30),
        Sale(
            "Spring cheese promotion", 9_500, 95, -12, "king", ((75, "proposal"),), slipped=((-40, 45),),
            rivals="Donau Feinkost",
        ),
        Sale(
            "Winter contract, first year", 118_000, 420, -330, "peacock",
            ((400, "proposal"), (360, "negotiation"), (330, "won")), serves="Survive the winter peak", reason="value",
            reason_words="Ninety pallets less in Wels.", margin=33_000,
        ),
    ),
    "RATTC": (
        Sale(
            "Opening range of the tenth store", 44_000, 70, 120, "leverling", ((40, "qualified"), (14, "proposal")),
            serves="A tenth store", step="Walk the shelf plan with Paula Wilson", step_due=7,
        ),
        Sale("Kits for tasting classes", 6_000, 50, 45, "leverling", ((20, "qualified"),), serves="Classes pay"),
    ),
    "HUNGO": (
        Sale(
            "Night range for forty shops", 58_000, 110, 95, "leverling", ((80, "qualified"), (35, "proposal")),
            slipped=((20, 33),), serves="Food to go", step="Taste with the night managers", step_due=10,
        ),
    ),
}  # fmt: skip
GROWTH: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Vision(
            "In three years Save-a-lot throws away less chilled food than any discounter in the mountain states, and says that it "
            "does so with us. We are first supplier of the chilled counter in all 64 stores, by what we save them and not by price.",
            48,
        ),
        Move(
            "deepen", "Half-cases in all stores with a counter", 0, 1, "davolio", "Half-cases and a Friday-night truck",
            "Throw away less chilled food", "From four pilot stores to twenty, then by district, each with its shrink report.",
            (
                ("Marcus Bell", "Shrink in chilled at 3.2 %, and no waste to explain on Monday", True),
                ("Ruth Salazar", "Orders that follow the counter and not the warehouse", False),
            ),
        ),
        Move(
            "widen", "Private label with an origin story", 1, 2, "davolio", "", "Fresh becomes the reason to visit",
            "Eleven labels first, then meat.", (("Dana Whitfield", "Fresh at 28 % of sales, shown in numbers to her board", True),),
        ),
        Move("innovate", "One forecast from till to truck", 2, 3, "suyama", "", "", "What the tills know on Friday orders Saturday's wall."),
        Path(0, (150, 165, 180), (42, 47, 52), "the orders of this year"),
        Path(1, (170, 205, 240), (48, 59, 70), "half-cases in twenty stores"),
        Path(2, (190, 260, 320), (54, 76, 96), "all stores with a counter, first labels"),
    ),
    "ERNSH": (
        Vision(
            "Ernst Handel plans the winter with us in one forecast, and wins hotel groups with papers nobody else can hand over.", 40
        ),
        Move(
            "defend", "Winter without rented cold store, every year", 0, 2, "peacock", "One winter forecast",
            "Survive the winter peak", "The contract follows the forecast, not the other way round.",
            (
                ("Birgit Lang", "A January without a single pallet outside", True),
                ("Stefan Moser", "A number he can check by invoice", False),
            ),
        ),
        Move(
            "widen", "Hotel groups outside Austria", 1, 3, "peacock", "", "Win hotel groups",
            people=(("Katharina Ernst", "Ten groups under contract before the next season", True),),
        ),
        Path(0, (240, 260, 285), (70, 78, 88)),
        Path(1, (255, 290, 330), (75, 88, 101)),
        Path(2, (270, 330, 390), (78, 97, 117)),
    ),
}  # fmt: skip
