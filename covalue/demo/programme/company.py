"""Our people, units and views of lists, and the groups some customers belong to."""

from typing import Final

from covalue.accounts.demo import Group
from covalue.accounts.listing import PLACE
from covalue.listviews.demo import SavedView
from covalue.organisation.demo import UnitStory
from covalue.people.demo import Person
from covalue.people.rules import Role

PEOPLE: Final = (
    Person("fuller", "Andrew Fuller", "Vice President, Sales", (Role.PROGRAM_DIRECTOR,)),
    Person("davolio", "Nancy Davolio", "Strategic Account Manager", (Role.SAM,), coach="buchanan"),
    Person("leverling", "Janet Leverling", "Strategic Account Manager", (Role.SAM,), coach="buchanan"),
    Person("peacock", "Margaret Peacock", "Strategic Account Manager", (Role.SAM,), coach="buchanan"),
    Person("callahan", "Laura Callahan", "Inside Sales Coordinator", (Role.TEAM_MEMBER,)),
    Person("suyama", "Michael Suyama", "Category Specialist, Fresh", (Role.TEAM_MEMBER,)),
    Person("king", "Robert King", "Supply Planner", (Role.TEAM_MEMBER,)),
    Person("dodsworth", "Anne Dodsworth", "Quality and Labelling", (Role.TEAM_MEMBER,)),
    Person("halvorsen", "Ingrid Halvorsen", "Chief Operating Officer", (Role.EXECUTIVE_SPONSOR,)),
    Person("okafor", "Tom Okafor", "Head of Fresh", (Role.UNIT_LEAD,), "halvorsen"),
    Person("buchanan", "Steven Buchanan", "Sales Manager", (Role.COACH,)),
    Person("raman", "Priya Raman", "Voice-of-Customer Analyst", (Role.VOICE_ANALYST,), "fuller"),
    Person("weber", "Lukas Weber", "Commercial Analyst", (Role.ANALYST,), "fuller"),
    Person("ortiz", "Carmen Ortiz", "Systems Administrator", (Role.ADMINISTRATOR,)),
    Person("guest", "Jose Pavarotti", "Save-a-lot Markets", (Role.CUSTOMER_GUEST,), domain="save-a-lot.example"),
)

UNITS: Final = (
    UnitStory("business_unit", "FOOD", "Speciality foods", "", ""),
    UnitStory("business_unit", "FRESH", "Fresh and chilled", "FOOD", "okafor"),
    UnitStory("business_unit", "PANTRY", "Pantry and drinks", "FOOD", ""),
    UnitStory("function", "LOG", "Logistics", "", "halvorsen"),
    UnitStory("function", "QA", "Quality and labelling", "", ""),
)

GROUPS: Final = (
    Group("Handel Gruppe Österreich", "Food wholesale", ("ERNSH", "PICCO")),
    Group("Nordic Pantry Group", "Food retail", ("FOLKO", "BERGS", "VAFFE")),
    Group("Western Grocers Holding", "Food retail", ("SAVEA", "LETSS", "LAZYK")),
)

VIEWS: Final = (
    SavedView("fuller", PLACE, "Strategic, who to call", "class=strategic", ("owner", "last_conversation", "next_action", "team")),
    SavedView("fuller", PLACE, "Master data to complete", "sort=sector", ("keys", "sector", "countries", "employees", "website", "owner")),
)  # fmt: skip
