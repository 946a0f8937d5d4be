"""Where we stand at the customers of the best stories, beside whom, as they see it."""

from typing import Final

from covalue.positioning.demo import Asked, Rated, Rival, Said, Why

POSITION: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Rival("Alpine Dairy", "First by volume; full cases only, cheapest carton"),
        Rival("Cascade Foods", "Own truck ring around Boise"),
        Said("You are needed where fresh is thrown away: nobody else tells a store on Monday what it will throw away on Saturday.", 20),
        Said("Eleven cheeses with an origin label, in cases of three.", 60, "product"),
        Said("Half-cases, a Friday-night truck and the shrink report: shrink from 4.6 to 3.5 % in four stores.", 20, "solution"),
        Said("Two people on the Boise ring from Monday to Saturday.", 60, "resources"),
        Said("Michael Suyama reads counters; Alpine Dairy reads cartons.", 20, "expertise"),
        Said("Tuesday and Friday drops, 97 % on time.", 60, "service"),
        Said("We understand food retail.", 60, "industry"),
        Rated("product", 4, 34, "Marcus Bell", words="The labels sell themselves."),
        Rated("product", 4, 34, "Marcus Bell", "Alpine Dairy"),
        Rated("product", 4, 40, ""),
        Rated("solution", 5, 6, "Marcus Bell", words="For the first time I am not explaining waste on Monday morning."),
        Rated("solution", 4, 6, "Hal Jennings", words="The half-cases did more than any promotion we ran this year."),
        Rated("solution", 2, 6, "Hal Jennings", "Alpine Dairy"),
        Rated("solution", 4, 40, ""),
        Rated("service", 2, 34, "Teresa Quill", words="Your Friday truck comes at eleven."),
        Rated("service", 4, 34, "Teresa Quill", "Cascade Foods", "They are at the dock at six."),
        Rated("service", 4, 40, ""),
        Rated("expertise", 4, 71, "Dana Whitfield"),
        Rated("brand", 2, 71, "Dana Whitfield", words="My board does not know your name."),
        Rated("brand", 4, 71, "Dana Whitfield", "Alpine Dairy"),
        Asked("mindshare", "Marcus Bell", "us", 6, "less waste in chilled", "You, since May."),
        Asked("mindshare", "Hal Jennings", "us", 6, "less waste in chilled"),
        Asked("mindshare", "Ruth Salazar", "us", 20, "less waste in chilled"),
        Asked("mindshare", "Teresa Quill", "Cascade Foods", 34, "less waste in chilled", "Whoever comes before noon."),
        Asked("mindshare", "Dana Whitfield", "nobody", 71, "less waste in chilled", "Nobody tells me how much I will throw away."),
        Asked("preference", "Marcus Bell", "us", 6),
        Asked("preference", "Teresa Quill", "Alpine Dairy", 34, words="On price, today."),
        Asked("preference", "Hal Jennings", "us", 6),
        Why("Marcus Bell", "They took waste off my Monday.", "yes", 6),
        Why("Dana Whitfield", "I know what Marcus says. I have not seen it in numbers.", "partly", 71),
        Why("davolio", "Nobody else sells them less and earns them more.", "yes", 15),
        Why("suyama", "We know what stays on the counter, store by store.", "yes", 12),
    ),
    "ERNSH": (
        Rival("Donau Feinkost"),
        Said("One truck, one invoice, 900 kitchens supplied on time.", 90),
        Said("Full trucks twice a week from our own warehouse.", 90, "service"),
        Said("We are a reliable partner.", 90, "reputation"),
    ),
}  # fmt: skip
