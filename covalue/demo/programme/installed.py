"""What stands at the customers of the best stories, how they use it, and what success is to them."""

from typing import Final

from covalue.adoption.demo import Live, Reported, Success, Used
from covalue.installed_base.demo import Installed
from covalue.solutions.demo import Designed

INSTALLED: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Installed("Cheese counter C4", "Boise 3", 2600, 2, "Fresh", supported=-420, written_off=-300),
        Installed("Cheese counter C6", "Boise 3", 200, 2, "Fresh", supported=2100, written_off=1600, after="Cheese counter C4"),
        Installed("Cheese counter C4", "Boise 5", 2500, 1, "Fresh", supported=-420, written_off=-200),
        Installed("Chilled wall CW2", "Twin Falls", 1900, 4, "Fresh", "Alpine Dairy", supported=60),
        Installed("Dock scanner", "Boise warehouse", 1100, 12, "Logistics", supported=45, written_off=250),
        Installed("Shrink report", "Head office", 230, 1, "Category management"),
        Used("Shrink report", "Boise", "stores", 16, (4, 4, 6, 9, 12, 14)),
        Used("Order portal", "Twin Falls", "orders", 400, (380, 390, 372, 310, 280, 250)),
        Live("Half-cases in four stores", -90, "suyama", 88, "Half-cases", "Boise"),
        Live("Half-cases in sixteen stores", -6, "suyama", product="Half-cases", site="Twin Falls"),
        Live("Friday drop before nine", 30, "king", product="Friday drop", site="Boise"),
        Success("Marcus Bell", "I do not want to explain waste on a Monday any more.", 120, "Shrink below 4 % in the pilot stores", 20),
        Success("Teresa Quill", "Your truck is at the dock before nine, not at eleven.", 34, "Arrival at the dock, Fridays"),
        Reported("T-2041", "Friday truck after eleven three weeks in a row", "high", 19, site="Boise"),
        Reported("T-2067", "Labels of the half-cases do not scan", "medium", 9, site="Twin Falls"),
        Reported("T-1988", "Portal asks for the password twice", "low", 60, 41),
        Designed(
            "Half-cases in every store", "Less waste in chilled without empty shelves on Saturday", 90,
            (
                ("Half-cases from our line", "No new packing at the store; labels scan", "A second line in Boise for six weeks", True),
                ("Repacking at the dock", "Can begin next week", "Two people a night; the cold chain is open for an hour", False),
                ("Full cases, shared by two stores", "Nothing changes with us", "Marcus Bell tried it in 2023; the second store waits", False),
            ),
            (("Marcus Bell", "says what a store can sell"), ("Hal Jennings", "sells it"), ("suyama", "counts and plans"), ("king", "drives it")),
            60, -20, "Boise 3 and 5",
            ("Waste in chilled below 4 % of sales over four weeks", "Shelves full on Saturday at four in both stores", "No more than ten minutes more at the counter a day"),
            "Marcus Bell",
            ((True, "3.7 % in week 1 to 4"),),
            case="Half-cases",
            rights="The case size is ours; the counting sheet is theirs.",
            confidentiality="Waste by store stays between both teams until the roll-out.",
        ),
        Designed(
            "Friday drop before nine", "No truck at the dock after nine on Fridays", 14,
            (("A second driver from four", "The truck is in Boise at eight", "One more hour a week", True), ("Loading on Thursday night", "No second driver", "The dock is locked until five", False)),
            (("Teresa Quill", "runs the dock"), ("king", "plans the tour")),
            -10, -66, "Boise", ("Nine of ten Fridays at the dock before nine, over eight weeks", "No delivery incomplete because of it"),
            rights="None.", confidentiality="Nothing.",
        ),
    ),
    "ERNSH": (
        Installed("Cold room CR1", "Wels", 2700, 1, "Logistics", supported=-900, written_off=-500),
        Installed("Cold room CR2", "Wels", 700, 1, "Logistics", supported=1500, after="Cold room CR1"),
        Installed("Pallet tracker", "Salzburg", 1300, 40, "Logistics", "Donau Feinkost", supported=120),
        Used("Pallet portal", "Wels", "users", 20, (12, 14, 15, 17, 18, 19)),
        Success("Birgit Lang", "The pallets are gone when the season starts.", 90, "Pallets in Wels on 1 December", 60),
        Reported("E-311", "Tracker shows yesterday's place", "medium", 12, site="Salzburg"),
        Designed(
            "A second delivery in the season", "Kitchens order on Friday for Saturday", 45,
            (("Depot in Zell", "One hour from every hotel", "Rent for five months", True), ("A night truck", "No rent", "The pass is closed on some nights", False)),
            (("Birgit Lang", "knows which hotels"), ("Stefan Moser", "buys it")),
            -20, -80, "Zell am See", ("Nine of ten Friday orders are there on Saturday before ten", "No more than 4 % of orders come back"),
            rights="None.", confidentiality="Hotels are not named outside both teams.",
        ),
    ),
}  # fmt: skip
