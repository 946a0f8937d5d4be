from typing import Final

from covalue.demo.programme.shapes import Goal, Programme, Talk, Theirs, Todo, Words

ACCOUNT: Final = Programme(
    "MEREP",
    "strategic",
    0,
    "Restaurants",
    "Restaurant group in Québec, fourteen restaurants from brasserie to fine dining; buys centrally since last year.",
    "leverling",
    "",
    ("suyama", "callahan"),
    "Vendor",
    "Preferred supplier",
    employees=430,
    contacts=(
        Theirs("Chantal Dubé", "Director of Purchasing", "Economic buyer"),
        Theirs("Marc-André Roy", "Executive Chef", "User buyer"),
        Theirs("Sophie Tremblay", "Finance", "Gatekeeper"),
        Theirs("Luc Bélanger", "Chef, Auberge du Port", "User buyer", "Kitchens", "Marc-André Roy"),
    ),
    goals=(
        Goal(
            "theirs",
            "Twelve suppliers instead of sixty",
            "suppliers with orders in the month",
            "58",
            "12",
            300,
            "Chantal Dubé",
            "Meeting in Montréal",
        ),
        Goal(
            "theirs",
            "The chefs do not notice",
            "dishes changed because of purchasing",
            "not measured",
            "none",
            300,
            "Marc-André Roy",
            "Kitchen visit",
        ),
        Goal("ours", "One of the twelve", "place among their suppliers", "23rd by value", "top 12", 300, "leverling"),
    ),
    talks=(
        Talk(
            16,
            "meeting",
            "How central purchasing works now",
            ("leverling",),
            ("Chantal Dubé",),
            (
                Words(
                    "Chantal Dubé",
                    "Fourteen chefs used to order from sixty suppliers. I want twelve, and I want to know what each of you is better at.",
                    "She came from a hospital group and has to show that it works with cooks.",
                ),
            ),
        ),
        Talk(
            47,
            "visit",
            "A service in the kitchen",
            ("leverling", "suyama"),
            ("Marc-André Roy",),
            (
                Words(
                    "Marc-André Roy",
                    "If the duck changes I will hear it from my guests before I hear it from purchasing.",
                ),
            ),
        ),
        Talk(
            86,
            "meeting",
            "Who decides on duck",
            ("leverling",),
            ("Chantal Dubé", "Marc-André Roy"),
            (Words("Chantal Dubé", "I sign. Marc-André can refuse. You need us both, and not on the same day."),),
        ),
        Talk(
            171,
            "call",
            "Invoices in one file a month",
            ("callahan",),
            ("Sophie Tremblay",),
            (
                Words(
                    "Sophie Tremblay",
                    "Fourteen restaurants times sixty suppliers. I have stopped opening envelopes; I weigh them.",
                ),
            ),
        ),
        Talk(
            263,
            "visit",
            "Auberge du Port, Sunday lunch",
            ("leverling",),
            ("Luc Bélanger",),
            (Words("Luc Bélanger", "If somebody in an office chooses my duck I shall cook pasta."),),
        ),
        Talk(437, "meeting", "Before there was central purchasing", ("leverling",), ("Marc-André Roy",)),
    ),
    todos=(
        Todo("Map who decides what since purchasing is central", "leverling", 7),
        Todo("Blind tasting of duck and foie gras with three chefs", "suyama", 21),
        Todo("One invoice a month for all fourteen restaurants", "callahan", -20, 24),
        Todo("List of the sixty suppliers with what each is ordered for", "Chantal Dubé", 5),
        Todo("Our three strengths, each with a restaurant that confirms it", "leverling", -1),
    ),
)
