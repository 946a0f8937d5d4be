"""What the teams of the best stories know of their customers' business, and what happened there, by customer."""

from typing import Final

from covalue.profiles.demo import Happened, Known, Link

BUSINESS: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Known("business_model", "Earns on volume and on private label; margin on fresh is 24 %, on dry goods 11 %.", "Annual report", 140),
        Known("capabilities", "Cheapest logistics per carton in the mountain states: one warehouse, full trucks only.", "Supply review", 180, "Teresa Quill"),
        Known(
            "operations",
            "Store managers order by feel; the forecast ends at the warehouse. The Saturday wall is built by noon on Friday.",
            "Store walk in Boise",
            34,
            "Ruth Salazar",
            before="Store managers order by feel; the forecast ends at the warehouse.",
        ),
        Known("customers", "Families with one big shop a week; two of three come on Friday or Saturday.", "Loyalty card figures, shown at the half-year review", 71, "Dana Whitfield"),
        Known("competitors", "Discounters open two stores a month in Idaho and copy every dry-goods price within a week.", "Store visits", 60),
        Known("strategy", "“Fresh at a discount”: 28 % of sales from fresh in two years.", "Annual letter to suppliers", 120, "Dana Whitfield"),
        Known("trends", "Food waste has to be reported by store from next year on.", "State legislature, published bill", 260),
        Known("organisation", "Marcus Bell runs Fresh since Gene Tolliver left; store operations report to him, too.", "Email", 290, "Gene Tolliver"),
        Known("procurement_class", "“Preferred”, one below “strategic”.", "Supplier day", 400, "Hal Jennings"),
        Known("procurement_suppliers", "for cheese and chilled dairy; they want four.", "Half-year review", 71, "Dana Whitfield", number=11),
        Known("procurement_rank", "by volume, behind Alpine Dairy.", "Category report", 150, "Hal Jennings", number=2, doubtful=True),
        Known("procurement_rules", "From 50 000 a year three offers; above 250 000 Dana Whitfield signs.", "Purchasing manual", 200),
        Known("procurement_calendar", "Budget in May, tenders in June, decisions by 15 August.", "Purchasing manual", 200),
        Link("Category planning", others="their own buyers"),
        Link("Sourcing", touch="Cheese and chilled dairy, half-cases", others="Alpine Dairy, ten more"),
        Link("Warehouse", others="their own"),
        Link("Store delivery", touch="Tuesday and Friday-night drops to four stores"),
        Link("Counter", touch="Shrink report by store every Monday", others="Alpine Dairy"),
        Link("Private label", touch="Origin labels for eleven cheeses", kind="support"),
        Link("Forecasting", kind="support"),
        Happened("sameness", "Cheese is cheese. All eleven of you deliver cartons.", "Price meeting", 12, "Hal Jennings"),
        Happened("leader", "A new chief operating officer starts on the first of next month", "Trade press", 5),
        Happened(
            "results",
            "Fresh grew to 23.4 % of sales, half a point short of their plan",
            "Quarterly results",
            30,
            objective="Fresh becomes the reason",
            action="Show Dana Whitfield what twenty stores with half-cases add to the fresh share",
        ),
        Happened("reorganisation", "Dry goods moves to the head office in Denver", "Email from their planning", 64, nothing="We sell nothing to dry goods, and nobody of ours meets them."),
    ),
    "ERNSH": (
        Known("business_model", "Buys in full trucks and breaks bulk for 900 restaurants and hotels.", "Company presentation", 220),
        Known("strategy", "Grow with hotel chains outside Austria.", "Annual report", 410),
        Known("procurement_suppliers", "for speciality food.", "Framework tender", 160, number=6),
        Link("Buying", touch="Speciality food by the truck", others="five more"),
        Link("Breaking bulk"),
        Link("Delivery to kitchens"),
        Happened("merger", "Takes over a wholesaler in Slovenia", "Trade press", 20),
    ),
    "FOLKO": (
        Known("business_model", "Deli counters in 40 towns, run by families on franchise.", "Company web site", 300),
        Known("customers", "Commuters buying lunch; dinner is growing.", "Store visit", 90),
    ),
}  # fmt: skip
