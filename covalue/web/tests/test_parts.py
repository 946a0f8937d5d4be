"""Parts of a page that packages add."""

from dataclasses import dataclass

from covalue.web.parts import PageContext, Panel, Panels


@dataclass(frozen=True)
class Page(PageContext):
    number: int


def test_parts_come_in_order() -> None:
    panels: Panels[Page] = Panels()
    panels.add(Panel("main", 20, "second.html", lambda page: page.number + 1))
    panels.add(Panel("main", 10, "first.html", lambda page: page.number))
    panels.add(Panel("main", 15, "nothing.html", lambda page: None))
    panels.add(Panel("aside", 10, "aside.html", lambda page: ()))
    shown = [(part.template, part.content) for part in panels.at("main", Page(1))]
    assert shown == [("first.html", 1), ("nothing.html", None), ("second.html", 2)]
    assert [part.content for part in panels.at("aside", Page(1))] == [()], "an empty list is still shown"


def test_what_two_parts_ask_is_asked_once() -> None:
    asked = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    page = Page(3)
    assert [page.once(double, page.number), page.once(double, page.number), page.once(double, 4)] == [6, 6, 8]
    assert asked == [3, 4]
    assert Page(3) == page, "what was asked is no part of what a page is about"
