from typing import Final

from covalue.demo.programme.shapes import Goal, Note, Programme, Reached, Talk, Theirs, Todo, Wanted, Words, Worth

ACCOUNT: Final = Programme(
    "SAVEA", "strategic", 3, "Food retail",
    "Discount grocer in the mountain states, 64 stores, moving from pure price to “fresh at a discount”.",
    "davolio", "halvorsen", ("suyama", "king", "dodsworth"), "Preferred supplier", "Partner", critical=True, employees=3100,
    contacts=(
        Theirs("Dana Whitfield", "Chief Merchandising Officer", "Economic buyer"),
        Theirs("Marcus Bell", "Director, Fresh", "User buyer"),
        Theirs("Markus Bell", "Director of Fresh Food"),  # Marcus Bell, written down twice
        Theirs("Teresa Quill", "VP Supply Chain", "Technical buyer"),
        Theirs("Hal Jennings", "Category Manager, Dairy", "Coach"),
        Theirs("Ruth Salazar", "Store Manager, Boise Fairview", "User buyer", "Stores", "Marcus Bell"),
        Theirs("Gene Tolliver", "Director, Perishables", "User buyer", "Fresh", "Dana Whitfield", left=280),
    ),
    goals=(
        Goal("theirs", "Fresh becomes the reason to visit", "fresh share of sales", "22 %", "28 %", 400, "Dana Whitfield", "Annual letter to suppliers"),
        Goal("theirs", "Throw away less chilled food", "shrink in chilled, share of sales", "4.6 %", "3.2 %", 300, "Marcus Bell", "Store walk in Boise"),
        Goal("theirs", "Shelves full on Saturday", "availability, Saturday 4 pm", "91 %", "97 %", 200, "Teresa Quill", "Supply review"),
        Goal("ours", "Become first supplier of the chilled counter", "share of chilled purchases", "31 %", "45 %", 420, "davolio", rests=(
            ("Fresh becomes the reason to visit", 3, "The counter is a third of their fresh sales, and ours to run better"),
            ("Throw away less chilled food", 2, "Half-cases are what they buy from us for, pilot stores since May"),
        )),
        Goal("ours", "Bring cost to serve down with them", "freight per order", "€104", "€85", 300, "king", rests=(("Throw away less chilled food", 1, "Two drops a week only pay if the truck is fuller"),)),
    ),
    talks=(
        Talk(6, "meeting", "Chilled counter pilot after eight weeks", ("davolio", "suyama"), ("Marcus Bell", "Hal Jennings"), (
            Words("Marcus Bell", "For the first time I am not explaining waste on Monday morning. If week twelve looks like week eight, I want it in twenty stores.", "He took over Fresh nine months ago and shrink is half his bonus."),
            Words("Hal Jennings", "The half-cases did more than any promotion we ran this year."),
        ), "Shrink in the four pilot stores fell from 4.6 to 3.5 %. Half-cases on cheese are the main lever, the second is delivery on Friday night."),
        Talk(34, "visit", "Store walk, Boise and Nampa", ("davolio",), ("Marcus Bell", "Teresa Quill"), (
            Words("Teresa Quill", "Your Friday truck comes at eleven. By then my people have built the Saturday wall without you."),
        )),
        Talk(71, "meeting", "Half-year review", ("davolio", "halvorsen"), ("Dana Whitfield", "Teresa Quill"), (
            Words("Dana Whitfield", "I have eleven suppliers who sell me cheese and none who tells me how much of it I will throw away.", "The board gave her two years to prove the fresh strategy."),
        )),
        Talk(128, "call", "Origin labels for private label", ("dodsworth", "davolio"), ("Hal Jennings",)),
        Talk(205, "meeting", "First talk about shrink", ("davolio",), ("Marcus Bell",), (
            Words("Marcus Bell", "Everybody offers me price. Nobody offers me a Tuesday delivery of three cases."),
        )),
        Talk(290, "mail", "Gene Tolliver leaves, Marcus Bell takes over Fresh", ("davolio",), ("Gene Tolliver",), (
            Words("Gene Tolliver", "Marcus will ask you for numbers I never asked for. Bring them before he does."),
        )),
        Talk(342, "visit", "A Saturday behind the counter, Boise Fairview", ("davolio", "suyama"), ("Ruth Salazar",), (
            Words("Ruth Salazar", "I order eight cases and write off three, or I order four and have nothing at three o'clock. Both are my fault.", "Her bonus counts both, availability and waste."),
        ), "Eleven of fourteen cheese lines were gone by 3 pm. Four cases of cottage cheese went to the bin."),
        Talk(415, "meeting", "Why they asked eleven suppliers for price only", ("davolio",), ("Gene Tolliver", "Hal Jennings"), (
            Words("Gene Tolliver", "We compare cartons because nobody gave us anything else to compare."),
        )),
        Talk(508, "meeting", "Annual supplier day", ("davolio", "halvorsen"), ("Dana Whitfield", "Hal Jennings"), (
            Words("Dana Whitfield", "Fresh is the only aisle the discounters cannot copy in a year. I intend to use the year."),
        )),
    ),
    todos=(
        Todo("Send the week-twelve shrink report of the pilot stores", "suyama", 4),
        Todo("Answer Teresa Quill on a 6 pm Friday truck", "king", -3),
        Todo("Cost of half-cases for twenty stores", "okafor", 12),
        Todo("Name the list of twenty stores", "Marcus Bell", 15),
        Todo("Origin labels for eleven private-label cheeses", "dodsworth", -40, 44),
        Todo("Price list for half-cases", "davolio", -90, 92),
        Todo("Half-case plan with Ruth Salazar for the Saturday wall", "suyama", -60, 63),
    ),
    notes=(
        Note("goals", "", "Dana Whitfield", 40, said="Fresh is the only aisle"),
        Note("goals", "28 % of sales from fresh in two years", "Dana Whitfield", 40),
        Note("pressures", "Discounters open two stores a month in Idaho", "davolio", 40),
        Note("pressures", "Waste is the number the owners ask about first", "Marcus Bell", 40),
        Note("initiatives", "Four pilot stores with half-cases since May", "suyama", 40),
        Note("initiatives", "Eleven private-label cheeses get an origin label", "Hal Jennings", 40),
        Note("obstacles", "", "Teresa Quill", 40, said="Your Friday truck comes at eleven"),
        Note("obstacles", "Store managers order by feel, the forecast ends at the warehouse", "Ruth Salazar", 38),
        Note("ideas", "Half-cases in twenty stores, twice a week", "davolio", 38),
        Note("ideas", "A 6 pm Friday truck for the Boise ring", "suyama", 38),
        Note("ideas", "Shrink report by store every Monday, ours to write", "suyama", 38),
    ),
    targets=(
        Wanted("Throw away less chilled food", "Shrink in chilled at 3.2 % and no empty counter on Saturday", "Marcus Bell", 5, 5, 205, ("Marcus Bell", 60, "Waste is the number I am asked about first. Yes, this is the one.")),
        Wanted("Shelves full on Saturday at four", "97 % availability, Saturday 4 pm", "Teresa Quill", 4, 3, 34),
        Wanted("Origin on every private-label cheese", "Eleven labels on the shelf before summer", "Hal Jennings", 3, 5, 128, ("Hal Jennings", 44, "Done is better than perfect; the eleven are enough.")),
        Wanted("A fresh strategy the board can see in numbers", "", "Dana Whitfield", 5, 2),
        Wanted("Fewer suppliers for dairy", "From eleven to four", "Hal Jennings", 2, 4, 300, parked="Not before the pilot is decided"),
    ),
    cases=(
        Worth("Half-cases and a Friday-night truck for twenty stores", "Throw away less chilled food", "davolio", {
            "years": 3, "rate": 0.09, "rate_low": 0.07, "rate_high": 0.12, "gain_share": 0.0,
            "alternative": "Full cases from the cheapest of eleven suppliers, delivered Saturday morning",
            "assumptions": [
                {"name": "stores", "unit": "stores", "low": 12, "base": 20, "high": 24, "source": "list promised by Marcus Bell"},
                {"name": "chilled sales per store", "unit": "€/store/year", "low": 380000, "base": 420000, "high": 460000, "source": "their category report"},
                {"name": "shrink today", "unit": "%", "low": 4.3, "base": 4.6, "high": 4.8, "source": "store walk in Boise"},
                {"name": "shrink with half-cases", "unit": "%", "low": 3.2, "base": 3.5, "high": 4.0, "source": "eight weeks in four pilot stores"},
                {"name": "sales gained on Saturday", "unit": "%", "low": 0.5, "base": 1.5, "high": 3, "source": "pilot, our reading"},
                {"name": "their margin on chilled", "unit": "%", "base": 24, "source": "said by Dana Whitfield"},
                {"name": "ordering time saved", "unit": "hours/store/week", "low": 0.5, "base": 1, "high": 2, "source": "Ruth Salazar's guess"},
                {"name": "cost of an hour", "unit": "€/hour", "base": 21, "source": "their job advertisements"},
                {"name": "roll-out", "unit": "months", "low": 4, "base": 6, "high": 10, "source": "our plan"},
                {"name": "chilled sales", "unit": "€/year", "formula": "stores × chilled sales per store"},
            ],
            "lines": [
                {"key": "waste", "title": "Less thrown away", "kind": "benefit", "formula": "chilled sales × (shrink today − shrink with half-cases)", "ramp": "roll-out", "group": "cost"},
                {"key": "sales", "title": "Sold instead of sold out", "kind": "benefit", "formula": "chilled sales × sales gained on Saturday × their margin on chilled", "ramp": "roll-out", "group": "revenue"},
                {"key": "time", "title": "Time of the store manager", "kind": "benefit", "formula": "stores × ordering time saved × cost of an hour", "ramp": "roll-out", "group": "efficiency"},
                {"key": "markup", "title": "Half-case surcharge", "kind": "price", "side": "supplier", "formula": "chilled sales × 0.4 %", "ramp": "roll-out"},
                {"key": "train", "title": "Training of store teams", "kind": "cost", "formula": "18000", "yearly": False, "group": "acquisition"},
                {"key": "counter", "title": "Shelf labels and ordering screens", "kind": "cost", "formula": "6500", "group": "usage"},
                {"key": "packing", "title": "Packing half-cases", "kind": "cost", "side": "supplier", "formula": "14000", "ramp": "roll-out"},
                {"key": "truck", "title": "Friday-night truck", "kind": "cost", "side": "supplier", "formula": "9500", "starts": 2},
            ],
            "correlations": [{"first": "shrink today", "second": "shrink with half-cases", "strength": 0.6}],
            "scenarios": [
                {"name": "Only twelve stores join", "values": {"stores": 12, "roll-out": 10}},
                {"name": "The pilot was the best of it", "values": {"shrink with half-cases": 4.0, "sales gained on Saturday": 0.5}},
            ],
        }, (
            ("shrink with half-cases", "Marcus Bell", 6, "My own numbers say the same."),
            ("shrink today", "Marcus Bell", 71, ""),
            ("stores", "Marcus Bell", 6, "Twenty if week twelve holds."),
            ("ordering time saved", "Ruth Salazar", 20, "More like an hour and a half, but say one."),
        ),
            begun=150,
            delivers=1,
            reached=(
                Reached(1, {"waste": 17800, "sales": 5400, "time": 900}, "The four pilot stores, by Marcus Bell's shrink report and the tills.", asked="Marcus Bell"),
            )),
    ),
    customer_strategy="Save-a-lot has sold on price for thirty years and cannot win there any more: two national discounters opened in Boise and Spokane within eighteen months. Dana Whitfield's answer, agreed by the board, is **fresh at a discount**: chilled, bakery and produce from 22 to 28 % of sales in two years, in the same stores with the same people.\n\nThe obstacle is waste. Every point of fresh share has so far cost almost half a point of margin in shrink, and store managers order short to protect themselves, so shelves are empty on Saturday afternoon when it matters most.\n\nWhat they want from suppliers has changed with it:\n\n- smaller cases and more frequent drops in chilled\n- forecasts by store, not by region\n- somebody who shares the risk of a new counter for the first twelve weeks",
    growth_strategy="We grow by making fresh safe for them. The pilot in four stores shows it: shrink fell from 4.6 to 3.5 % in eight weeks and our chilled sales there rose by 19 %, because the managers stopped ordering short.\n\n**Year one** – twenty stores on half-cases and a Friday evening truck; we forecast by store and carry the unsold of new lines for twelve weeks. **Year two** – all 64 stores, and private-label cheese with origin labels, which nobody else can deliver in time. **Year three** – produce, on the same truck.\n\nThis rests on two sponsors: Marcus Bell, who lives with the waste, and Teresa Quill, who owns the dock. Neither has signed for a result yet; getting the pilot's saving validated in money by Dana Whitfield is the next step that counts.",
    approved=True,
    guests=("Jose Pavarotti",),
    welcome="This is where we keep what we do together, what it is worth to you and who does what. Ask, correct, propose.",
)  # fmt: skip
