import re

from hypothesis import given
from hypothesis import strategies as st

from covalue.core.prose import parse, to_html, to_text

ALLOWED = re.compile(r"</?(p|h3|ul|ol|li|strong|em)>")


@given(st.text(alphabet="ab*_#-<>&\"' \n1.é\u202e"))
def test_nothing_typed_becomes_a_tag_of_its_own(text: str) -> None:
    assert "<" not in ALLOWED.sub("", to_html(parse(text)))


def test_blocks() -> None:
    html = to_html(parse("## Aim\nOne **bold** word\nand *another*.\n\n- a\n- b\n\n1. first\n2. second"))
    assert html == (
        "<h3>Aim</h3>\n<p>One <strong>bold</strong> word and <em>another</em>.</p>\n"
        "<ul><li>a</li><li>b</li></ul>\n<ol><li>first</li><li>second</li></ol>"
    )


def test_text_without_mark_up_is_kept_to_the_letter() -> None:
    assert to_text(parse("2 * 3 = 6 and 5*4")) == "2 * 3 = 6 and 5*4"
