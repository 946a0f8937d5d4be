"""Components of templates."""

from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory


def written(source: str, query: str = "") -> str:
    request = RequestFactory().get(f"/?{query}")
    return " ".join(Template(source).render(Context({"request": request})).split())


def test_crumbs_end_with_the_page_itself_unless_it_has_no_title() -> None:
    assert written('{% crumbs "Orsa" "/a/1/" "Actions" %}').endswith('<a href="/a/1/">Orsa</a> / Actions </nav>')
    assert written('{% crumbs "Orsa" "/a/1/" %}').endswith('<a href="/a/1/">Orsa</a> </nav>')


def test_a_button_posts_and_may_swap_the_row_it_stands_in() -> None:
    plain = written('{% post "Remove" "accounts:team" 12 %}')
    assert 'action="/a/12/team/"' in plain and "hx-" not in plain
    swapping = written('{% post "Remove" "accounts:team" 12 style="link" swaps="row" %}')
    assert 'hx-post="/a/12/team/" hx-target="#row-12" hx-swap="outerHTML"' in swapping and 'class="link"' in swapping


def test_a_search_keeps_what_else_the_address_asks_for() -> None:
    source = '{% search "orsa" "Search customers" "accounts:list" "box" %}'
    box = written(source, "q=halden&page=3&sort=net&class=")
    assert '<input type="hidden" name="sort" value="net"> <input type="search" name="q" id="box" value="orsa"' in box
    assert 'hx-target="#customers"' in box and "hx-get" not in written('{% search "" "Search" %}')
    assert box.count("hidden") == 1


def test_pages_are_sent_without_the_indentation_of_their_templates() -> None:
    source = get_template("web/_pager.html").template.source
    assert source.startswith("{% if pages > 1 %}\n<nav") and "\n " not in source
