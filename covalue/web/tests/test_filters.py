"""The filters of a list: one kind everywhere, as links that work without a script."""

import re

from django.template import Context, Template
from django.test import RequestFactory

from covalue.web.lists import FilterBy

SIZES = (("s", "Small"), ("l", "Large"))


def drawn(address: str, *choices: FilterBy) -> str:
    context = Context({"request": RequestFactory().get(address), "choices": choices})
    return Template("{% load covalue %}{% filters choices %}").render(context)


def test_what_narrows_the_list_is_a_chip_that_takes_it_away() -> None:
    html = drawn("/list/?size=s&q=oil&page=3", FilterBy("size", "Size", SIZES, "s"))
    assert re.search(r'<a class="chip brand" href="\?q=oil"[^>]*>Size: Small ×</a>', html)
    assert 'aria-label="Size: Small. Remove filter"' in html
    assert 'href="?size=l&amp;q=oil"' in html and "size=s" not in html


def test_what_does_not_narrow_it_is_offered_only() -> None:
    html = drawn("/list/", FilterBy("size", "Size", SIZES))
    assert "×" not in html and "<summary>Size</summary>" in html and 'href="?size=s"' in html


def test_a_filter_that_is_usually_on_says_when_it_is_off() -> None:
    usual = FilterBy("class", "Class", (("chosen", "Chosen"), *SIZES), "chosen", off="all")
    assert 'href="?class=all"' in drawn("/list/", usual)
    assert "×" not in drawn("/list/?class=all", FilterBy("class", "Class", SIZES, "all", off="all"))


def test_a_filter_without_choices_is_not_offered() -> None:
    assert drawn("/list/", FilterBy("sector", "Sector", ())).strip() == ""
