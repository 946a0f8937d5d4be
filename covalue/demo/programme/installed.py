"""What stands at the customers of the best stories, how they use it, and what success is to them."""

from typing import Final

from covalue.adoption.demo import Live, Reported, Success, Used
from covalue.installed_base.demo import Installed

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
    ),
    "ERNSH": (
        Installed("Cold room CR1", "Wels", 2700, 1, "Logistics", supported=-900, written_off=-500),
        Installed("Cold room CR2", "Wels", 700, 1, "Logistics", supported=1500, after="Cold room CR1"),
        Installed("Pallet tracker", "Salzburg", 1300, 40, "Logistics", "Donau Feinkost", supported=120),
        Used("Pallet portal", "Wels", "users", 20, (12, 14, 15, 17, 18, 19)),
        Success("Birgit Lang", "The pallets are gone when the season starts.", 90, "Pallets in Wels on 1 December", 60),
        Reported("E-311", "Tracker shows yesterday's place", "medium", 12, site="Salzburg"),
    ),
}  # fmt: skip
