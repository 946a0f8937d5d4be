"""The authored part of the demo: a strategic account programme one could believe. Days are counted from today."""

from dataclasses import dataclass, field
from typing import Final

from covalue.people.rules import Role


@dataclass(frozen=True)
class Person:
    """One of ours."""

    key: str
    name: str
    title: str
    roles: tuple[Role, ...]
    reports_to: str = ""
    coach: str = ""


@dataclass(frozen=True)
class Theirs:
    """One of theirs."""

    name: str
    title: str
    buying_role: str = ""


@dataclass(frozen=True)
class Words:
    """What one of theirs said, and why it matters to them personally."""

    who: str
    words: str
    why: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation so many days ago."""

    days_ago: int
    channel: str
    subject: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    said: tuple[Words, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Goal:
    """An objective; `who` is a contact on their side, one of ours on ours; due in so many days."""

    side: str
    statement: str
    measure: str
    baseline: str
    target: str
    due: int
    who: str
    source: str = ""


@dataclass(frozen=True)
class Todo:
    """An action due in so many days (negative: overdue); `done` that many days ago."""

    title: str
    owner: str
    due: int
    done: int | None = None


@dataclass(frozen=True)
class Programme:
    """What the team has built up on one account."""

    customer: str
    account_class: str
    since: int
    sector: str
    profile: str
    lead: str
    sponsor: str
    team: tuple[str, ...]
    now: str
    wanted: str
    contacts: tuple[Theirs, ...] = ()
    goals: tuple[Goal, ...] = ()
    talks: tuple[Talk, ...] = ()
    todos: tuple[Todo, ...] = ()
    customer_strategy: str = ""
    growth_strategy: str = ""
    approved: bool = False
    critical: bool = False
    employees: int | None = None


@dataclass(frozen=True)
class Group:
    """A parent company over customers Northwind knows apart."""

    name: str
    sector: str
    members: tuple[str, ...] = field(default=())


PEOPLE: Final = (
    Person("fuller", "Andrew Fuller", "Vice President, Sales", (Role.PROGRAM_DIRECTOR,)),
    Person("davolio", "Nancy Davolio", "Strategic Account Manager", (Role.SAM,), "fuller", "buchanan"),
    Person("leverling", "Janet Leverling", "Strategic Account Manager", (Role.SAM,), "fuller", "buchanan"),
    Person("peacock", "Margaret Peacock", "Strategic Account Manager", (Role.SAM,), "fuller", "buchanan"),
    Person("callahan", "Laura Callahan", "Inside Sales Coordinator", (Role.TEAM_MEMBER,), "fuller"),
    Person("suyama", "Michael Suyama", "Category Specialist, Fresh", (Role.TEAM_MEMBER,), "buchanan"),
    Person("king", "Robert King", "Supply Planner", (Role.TEAM_MEMBER,), "buchanan"),
    Person("dodsworth", "Anne Dodsworth", "Quality and Labelling", (Role.TEAM_MEMBER,), "buchanan"),
    Person("halvorsen", "Ingrid Halvorsen", "Chief Operating Officer", (Role.EXECUTIVE_SPONSOR,)),
    Person("okafor", "Tom Okafor", "Head of Fresh", (Role.UNIT_LEAD,), "halvorsen"),
    Person("buchanan", "Steven Buchanan", "Sales Manager", (Role.COACH,), "fuller"),
    Person("raman", "Priya Raman", "Voice-of-Customer Analyst", (Role.VOICE_ANALYST,), "fuller"),
    Person("weber", "Lukas Weber", "Commercial Analyst", (Role.ANALYST,), "fuller"),
    Person("ortiz", "Carmen Ortiz", "Systems Administrator", (Role.ADMINISTRATOR,)),
    Person("guest", "Jose Pavarotti", "Save-a-lot Markets", (Role.CUSTOMER_GUEST,)),
)

UNITS: Final = (
    ("business_unit", "FOOD", "Speciality foods", "", ""),
    ("business_unit", "FRESH", "Fresh and chilled", "FOOD", "okafor"),
    ("business_unit", "PANTRY", "Pantry and drinks", "FOOD", ""),
    ("function", "LOG", "Logistics", "", "halvorsen"),
    ("function", "QA", "Quality and labelling", "", ""),
)

GROUPS: Final = (
    Group("Handel Gruppe Österreich", "Food wholesale", ("ERNSH", "PICCO")),
    Group("Nordic Pantry Group", "Food retail", ("FOLKO", "BERGS", "VAFFE")),
    Group("Western Grocers Holding", "Food retail", ("SAVEA", "LETSS", "LAZYK")),
)

PROGRAMMES: Final = (
    Programme(
        "SAVEA", "strategic", 3, "Food retail",
        "Discount grocer in the mountain states, 64 stores, moving from pure price to “fresh at a discount”.",
        "davolio", "halvorsen", ("suyama", "king", "dodsworth"), "Preferred supplier", "Partner", critical=True, employees=3100,
        contacts=(
            Theirs("Dana Whitfield", "Chief Merchandising Officer", "Economic buyer"),
            Theirs("Marcus Bell", "Director, Fresh", "User buyer"),
            Theirs("Teresa Quill", "VP Supply Chain", "Technical buyer"),
            Theirs("Hal Jennings", "Category Manager, Dairy", "Coach"),
        ),
        goals=(
            Goal("theirs", "Fresh becomes the reason to visit", "fresh share of sales", "22 %", "28 %", 400, "Dana Whitfield", "Annual letter to suppliers"),
            Goal("theirs", "Throw away less chilled food", "shrink in chilled, share of sales", "4.6 %", "3.2 %", 300, "Marcus Bell", "Store walk in Boise"),
            Goal("theirs", "Shelves full on Saturday", "availability, Saturday 4 pm", "91 %", "97 %", 200, "Teresa Quill", "Supply review"),
            Goal("ours", "Become first supplier of the chilled counter", "share of chilled purchases", "31 %", "45 %", 420, "davolio"),
            Goal("ours", "Bring cost to serve down with them", "freight per order", "€104", "€85", 300, "king"),
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
        ),
        todos=(
            Todo("Send the week-twelve shrink report of the pilot stores", "suyama", 4),
            Todo("Answer Teresa Quill on a 6 pm Friday truck", "king", -3),
            Todo("Cost of half-cases for twenty stores", "okafor", 12),
            Todo("Name the list of twenty stores", "Marcus Bell", 15),
            Todo("Origin labels for eleven private-label cheeses", "dodsworth", -40, 44),
            Todo("Price list for half-cases", "davolio", -90, 92),
        ),
        customer_strategy="Save-a-lot has sold on price for thirty years and cannot win there any more: two national discounters opened in Boise and Spokane within eighteen months. Dana Whitfield's answer, agreed by the board, is **fresh at a discount**: chilled, bakery and produce from 22 to 28 % of sales in two years, in the same stores with the same people.\n\nThe obstacle is waste. Every point of fresh share has so far cost almost half a point of margin in shrink, and store managers order short to protect themselves, so shelves are empty on Saturday afternoon when it matters most.\n\nWhat they want from suppliers has changed with it:\n\n- smaller cases and more frequent drops in chilled\n- forecasts by store, not by region\n- somebody who shares the risk of a new counter for the first twelve weeks",
        growth_strategy="We grow by making fresh safe for them. The pilot in four stores shows it: shrink fell from 4.6 to 3.5 % in eight weeks and our chilled sales there rose by 19 %, because the managers stopped ordering short.\n\n**Year one** – twenty stores on half-cases and a Friday evening truck; we forecast by store and carry the unsold of new lines for twelve weeks. **Year two** – all 64 stores, and private-label cheese with origin labels, which nobody else can deliver in time. **Year three** – produce, on the same truck.\n\nThis rests on two sponsors: Marcus Bell, who lives with the waste, and Teresa Quill, who owns the dock. Neither has signed for a result yet; getting the pilot's saving validated in money by Dana Whitfield is the next step that counts.",
        approved=True,
    ),
    Programme(
        "ERNSH", "strategic", 4, "Food wholesale",
        "Austria's largest independent wholesaler to hotels and mountain restaurants; strong seasons, thin stock.",
        "peacock", "halvorsen", ("king", "callahan"), "Partner", "Trusted advisor", employees=840,
        contacts=(
            Theirs("Katharina Ernst", "Managing Director", "Economic buyer"),
            Theirs("Stefan Moser", "Head of Purchasing", "Technical buyer"),
            Theirs("Birgit Lang", "Head of Logistics", "User buyer"),
        ),
        goals=(
            Goal("theirs", "Survive the winter peak without rented cold store", "pallets rented outside", "420", "0", 120, "Birgit Lang", "Season review"),
            Goal("theirs", "Win hotel groups from the cash-and-carry chains", "hotel groups under contract", "6", "10", 500, "Katharina Ernst", "Conversation in Graz"),
            Goal("ours", "Plan the season together, one forecast for both", "forecast error in peak weeks", "24 %", "12 %", 150, "peacock"),
        ),
        talks=(
            Talk(11, "visit", "Winter forecast, first joint version", ("peacock", "king"), ("Stefan Moser", "Birgit Lang"), (
                Words("Birgit Lang", "Last January I paid for four hundred pallets in somebody else's cold store. I could have bought a truck.", "Her capital request was turned down because of that bill."),
            )),
            Talk(52, "meeting", "Hotel groups: what they ask of a wholesaler", ("peacock", "halvorsen"), ("Katharina Ernst",), (
                Words("Katharina Ernst", "The chains ask me where the venison comes from and I have three days to answer. You know it, so let me know it."),
            )),
            Talk(110, "call", "Complaint on delivery notes", ("callahan",), ("Stefan Moser",), (
                Words("Stefan Moser", "Your delivery note and your invoice disagree once a week. My team of two checks every line."),
            )),
            Talk(180, "meeting", "Season review", ("peacock",), ("Stefan Moser", "Birgit Lang")),
        ),
        todos=(
            Todo("Second version of the winter forecast, by week", "king", 6),
            Todo("Origin sheets for game and cheese, all lines", "dodsworth", 20),
            Todo("One document number for delivery note and invoice", "callahan", -8),
            Todo("Reserve the December containers", "king", -30, 31),
        ),
        customer_strategy="Ernst Handel lives from two seasons. Between Christmas and mid-March it moves as much as in the rest of the year, through a warehouse built for half of that. Katharina Ernst wants to grow with hotel groups rather than single houses: fewer, larger contracts, with purchasing departments that ask for origin, allergens and carbon on every line.\n\nPurchasing has become professional since Stefan Moser came from a chain. He measures suppliers on delivery accuracy before price, and our paperwork costs him two people.",
        growth_strategy="One forecast for both houses. We see their orders only when they are placed; they see our stock only when it is missing. With a joint weekly forecast for the peak we move containers six weeks earlier and they rent no cold store, which by their own figure is worth €96k a winter.\n\nThe second move is the hotel groups: origin and allergen data delivered with the goods makes Ernst the only wholesaler who can answer a tender in three days. We widen from dairy and drinks into meat on the back of it.",
        approved=True,
    ),
    Programme(
        "RATTC", "strategic", 2, "Food retail",
        "Speciality grocer of the Southwest: nine large stores, cooking school, young and curious customers.",
        "leverling", "", ("suyama",), "Preferred supplier", "Partner", employees=610,
        contacts=(
            Theirs("Elena Baca", "Chief Executive", "Economic buyer"),
            Theirs("Ron Tafoya", "Grocery Director", "User buyer"),
        ),
        goals=(
            Goal("theirs", "A tenth store without a weaker range", "lines listed in the tenth store", "0", "4 200", 260, "Ron Tafoya", "Meeting in Albuquerque"),
            Goal("ours", "Be in the tenth store from the first day", "lines of ours listed", "0", "160", 260, "leverling"),
        ),
        talks=(
            Talk(19, "meeting", "Range of the tenth store", ("leverling",), ("Ron Tafoya",), (
                Words("Ron Tafoya", "I do not need another catalogue. I need forty things nobody in Santa Fe has, and somebody who stands behind them."),
            )),
            Talk(240, "visit", "What sells at the school", ("leverling",), ("Ron Tafoya",), (
                Words("Ron Tafoya", "The jars people open in class are the jars that leave the shelf. I can show you the till."),
            )),
            Talk(88, "call", "Cooking school, spring programme", ("leverling", "suyama"), ("Elena Baca",), (
                Words("Elena Baca", "People come for the class and leave with a basket. That is my marketing budget.", "She founded the school before the stores and means to keep it."),
            )),
        ),
        todos=(
            Todo("Forty lines for Santa Fe, with stories", "suyama", 9),
            Todo("Offer for the spring programme of the cooking school", "leverling", -5),
        ),
        customer_strategy="Rattlesnake Canyon sells discovery. Its customers come for a class or a tasting and leave with things they had not heard of. Elena Baca will open a tenth store in Santa Fe next autumn, the first outside Albuquerque, and fears that the range will be copied down instead of chosen.\n\nThey have no buyer for imported food; Ron Tafoya does it beside everything else.",
        growth_strategy="",
    ),
    Programme(
        "HUNGO", "strategic", 2, "Convenience retail",
        "Convenience chain of Munster, open all night, 38 shops at filling stations; margin before volume.",
        "leverling", "halvorsen", ("callahan", "dodsworth"), "Vendor", "Preferred supplier", employees=720,
        contacts=(
            Theirs("Aoife Brennan", "Commercial Director", "Economic buyer"),
            Theirs("Declan Roche", "Food-to-go Manager", "User buyer"),
        ),
        goals=(
            Goal("theirs", "Food to go earns more than fuel", "gross profit from food to go", "38 %", "50 %", 450, "Aoife Brennan", "Trade press, confirmed in person"),
            Goal("theirs", "No shop without hot food after ten", "shops with hot food at night", "12", "38", 330, "Declan Roche", "Call in June"),
            Goal("ours", "From listed vendor to supplier of the night range", "share of night range", "9 %", "35 %", 360, "leverling"),
        ),
        talks=(
            Talk(27, "meeting", "Night range", ("leverling",), ("Declan Roche",), (
                Words("Declan Roche", "At two in the morning there is one person in the shop. If it needs two hands, it does not exist."),
            )),
            Talk(96, "call", "Listing talk", ("callahan",), ("Declan Roche",)),
            Talk(150, "meeting", "Introduction of our COO", ("leverling", "halvorsen"), ("Aoife Brennan",), (
                Words("Aoife Brennan", "You were a line on a price list until today. Show me what you know about filling stations."),
            )),
        ),
        todos=(
            Todo("One-hand concept for six products, with Declan", "leverling", 18),
            Todo("Allergen data in their format", "dodsworth", 2),
        ),
        customer_strategy="Fuel is disappearing as a reason to stop. Hungry Owl wants food to go to earn half of its gross profit within eighteen months, and the night is where nobody competes. The limit is the staff: one person, no kitchen.",
        growth_strategy="We start where they have nothing: the night range. Six products that one person can serve with one hand, delivered frozen with the existing drop, sold under their name. If the first twelve shops reach €90 a night, all 38 follow and we become a partner in the range instead of a line on a list.",
    ),
    Programme(
        "KOENE", "strategic", 1, "Catering",
        "Caterer for company canteens in Berlin and Brandenburg; 31 000 meals a day, under pressure to become organic.",
        "peacock", "", ("suyama", "dodsworth"), "Preferred supplier", "Partner", employees=1250,
        contacts=(
            Theirs("Henrike Vogt", "Managing Director", "Economic buyer"),
            Theirs("Jonas Petri", "Head Chef, development", "User buyer"),
            Theirs("Silke Arndt", "Purchasing", "Gatekeeper"),
        ),
        goals=(
            Goal("theirs", "Half of all ingredients organic", "organic share by value", "23 %", "50 %", 700, "Henrike Vogt", "Tender of the city of Berlin"),
            Goal("theirs", "The same price of a meal", "ingredients per meal", "€2.41", "€2.45", 700, "Silke Arndt", "Purchasing meeting"),
        ),
        talks=(
            Talk(41, "meeting", "What half organic means for the menu", ("peacock", "suyama"), ("Jonas Petri", "Silke Arndt"), (
                Words("Jonas Petri", "I can cook organic for the price if I know three weeks ahead what is cheap. Nobody tells me."),
                Words("Silke Arndt", "We are asked for half organic and for no cent more. Both are in the contract."),
            )),
            Talk(75, "visit", "Central kitchen, Potsdam", ("peacock",), ("Henrike Vogt",), (
                Words("Henrike Vogt", "In two years somebody will count the receipts. I want to know in March, not in December, whether we make it.", "The ministries' contracts are a third of her turnover."),
            )),
        ),
        todos=(
            Todo("Three-week price outlook for organic dairy and grain", "suyama", -2),
            Todo("Which of our suppliers are certified, by line", "dodsworth", 10),
        ),
        customer_strategy="Königlich Essen won the canteens of three ministries with a promise to reach 50 % organic ingredients in two years. The price of a meal is fixed until then. Menu planning, not purchasing, decides whether that works.",
    ),
    Programme(
        "FOLKO", "strategic", 1, "Food retail",
        "Owner-managed delicatessen and mail order in Jämtland; small, admired, and the first to try what others copy.",
        "davolio", "", ("callahan",), "Partner", "Trusted advisor", employees=58,
        contacts=(
            Theirs("Lars Nordin", "Mail order", "User buyer"),
            Theirs("Karin Öberg", "Buyer, cheese and charcuterie", "Technical buyer"),
        ),
        goals=(
            Goal("theirs", "Mail order beyond Sweden", "parcels abroad a month", "140", "900", 365, "Maria Larsson", "Visit in Bräcke"),
            Goal("theirs", "Nothing arrives warm", "parcels claimed as warm", "2.1 %", "0.5 %", 240, "Lars Nordin", "Call before midsummer"),
            Goal("ours", "Learn here what the Nordic group will want in two years", "products tried first at Folk och fä", "4", "12", 365, "davolio"),
        ),
        talks=(
            Talk(63, "visit", "Mail order to Norway and Finland", ("davolio",), ("Maria Larsson", "Lars Nordin"), (
                Words("Maria Larsson", "Everyone copies our shelf two years later. I would rather earn on it in the first."),
                Words("Lars Nordin", "A parcel that arrives warm is not a claim. It is a customer who tells ten others."),
            )),
            Talk(140, "call", "Christmas parcels", ("callahan",), ("Lars Nordin",)),
            Talk(310, "meeting", "Tasting of farm cheeses", ("davolio",), ("Karin Öberg",), (
                Words("Karin Öberg", "I want the cheese you think is too small for anybody else."),
            )),
        ),
        todos=(
            Todo("Chilled parcel test to Trondheim", "callahan", 25),
            Todo("Six farm cheeses for the winter shelf", "davolio", -1),
        ),
        customer_strategy="Maria Larsson sells what others will list in two years, to people who drive an hour for it or have it sent. The shop is full; growth is in parcels, first to Norway and Finland. What holds it back is not demand but cold: two parcels in a hundred arrive warm, and each costs more than it earned.",
    ),
    Programme(
        "MEREP", "strategic", 0, "Restaurants",
        "Restaurant group in Québec, fourteen houses from brasserie to fine dining; buys centrally since last year.",
        "leverling", "", ("suyama",), "Vendor", "Preferred supplier", employees=430,
        contacts=(
            Theirs("Chantal Dubé", "Director of Purchasing", "Economic buyer"),
            Theirs("Marc-André Roy", "Executive Chef", "User buyer"),
            Theirs("Sophie Tremblay", "Finance", "Gatekeeper"),
        ),
        goals=(
            Goal("theirs", "Twelve suppliers instead of sixty", "suppliers with orders in the month", "58", "12", 300, "Chantal Dubé", "Meeting in Montréal"),
            Goal("theirs", "The chefs do not notice", "dishes changed because of purchasing", "not measured", "none", 300, "Marc-André Roy", "Kitchen visit"),
        ),
        talks=(
            Talk(16, "meeting", "How central purchasing works now", ("leverling",), ("Chantal Dubé",), (
                Words("Chantal Dubé", "Fourteen chefs used to order from sixty suppliers. I want twelve, and I want to know what each of you is better at.", "She came from a hospital group and has to show that it works with cooks."),
            )),
            Talk(47, "visit", "A service in the kitchen", ("leverling", "suyama"), ("Marc-André Roy",), (
                Words("Marc-André Roy", "If the duck changes I will hear it from my guests before I hear it from purchasing."),
            )),
        ),
        todos=(
            Todo("Map who decides what since purchasing is central", "leverling", 7),
            Todo("Blind tasting of duck and foie gras with three chefs", "suyama", 21),
        ),
    ),
    Programme(
        "SUPRD", "strategic", 0, "Catering",
        "Caterer for events and airlines in Charleroi and Brussels; newly chosen, no plan yet.",
        "peacock", "", (), "Vendor", "Preferred supplier", employees=290,
        contacts=(
            Theirs("Olivier Maes", "Operations Director", "Economic buyer"),
            Theirs("Nathalie Wouters", "Airline contracts", "User buyer"),
        ),
        talks=(
            Talk(9, "meeting", "First conversation after their selection", ("peacock",), ("Olivier Maes",), (
                Words("Olivier Maes", "An aircraft does not wait for butter. Tell me how you deliver at four in the morning, then we talk about the rest."),
            )),
            Talk(55, "call", "What the airlines ask of them", ("peacock",), ("Nathalie Wouters",), (
                Words("Nathalie Wouters", "They changed the allergen rules twice this year and gave us nine days each time."),
            )),
        ),
        todos=(Todo("Four in the morning: what it would take, with logistics", "okafor", 14),),
    ),
    Programme(
        "QUICK", "key", 5, "Food retail",
        "Our largest customer by revenue: cash-and-carry, tenders every line twice a year, wants price and nothing else.",
        "davolio", "", ("king",), "Vendor", "", critical=True, employees=2600,
        contacts=(Theirs("Uwe Brandt", "Head of Purchasing", "Economic buyer"),),
        talks=(
            Talk(38, "meeting", "Autumn tender", ("davolio",), ("Uwe Brandt",), (
                Words("Uwe Brandt", "I buy the same carton from three of you. Tell me when yours is three per cent cheaper."),
            )),
        ),
        todos=(Todo("Decide which lines not to offer in the spring tender", "davolio", 30),),
    ),
    Programme("BERGS", "candidate", 0, "Food retail", "Supermarkets in northern Sweden; sister of Folk och fä since the group was formed.", "davolio", "", (), "Vendor", ""),
    Programme("FRANK", "candidate", 0, "Mail order", "Mail order for speciality food in Bavaria, growing a fifth a year.", "peacock", "", (), "Vendor", ""),
    Programme("HILAA", "watch", 6, "Food wholesale", "Importer in Venezuela; payment terms stretched twice this year.", "peacock", "", (), "Vendor", ""),
)  # fmt: skip
