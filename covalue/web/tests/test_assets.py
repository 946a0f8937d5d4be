"""The files pages are made with: collected once, named by what is in them, and a font that holds what screens say."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from fontTools.ttLib import TTFont

from covalue.web import assets
from covalue.web.middleware import Compressed

PACKAGE = Path(__file__).resolve().parents[2]
FONT = PACKAGE / "web" / "static" / "web" / "fonts" / "inter.woff2"
# Of formulas in documents and of patterns in code, not of screens; and menus' triangles, which the system draws.
ELSEWHERE = frozenset("αβΓδλμτΨψΣπ∫∏⋅ᴴ₀₁▸▾⋯★☆")


@pytest.fixture
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path / "assets"
    return tmp_path / "assets"


def test_every_file_is_there_under_its_digest_and_compressed(root: Path) -> None:
    assets.prepare()
    names = {str(path.relative_to(root)) for path in root.rglob("*")}
    for name, _path in assets._sources():
        stem, end = name.rsplit(".", 1)
        assert any(re.fullmatch(rf"{re.escape(stem)}\.[0-9a-f]{{12}}\.{end}", found) for found in names), name
    style = next(path for path in root.glob("web/covalue.*.css"))
    assert re.search(r"fonts/inter\.[0-9a-f]{12}\.woff2", style.read_text())
    assert style.with_name(style.name + ".br").stat().st_size < 0.25 * style.stat().st_size
    script = next(path for path in root.glob("web/covalue.*.js"))
    assert re.findall(r'"\./\w+\.js"', script.read_text()) == []
    assert "//" not in script.read_text() and "import(" in script.read_text()


def _is_ours(name: str) -> bool:
    """Whether we wrote it, and not those whose libraries are bundled for the editor."""
    return name.startswith(assets.OURS) and not name.startswith(assets.BUNDLED)


def test_no_text_of_a_script_looks_like_a_comment() -> None:
    """Lines of comments are left out of what browsers get; a text over several lines could hold one."""
    scripts = [path for name, path in assets._sources() if _is_ours(name) and path.suffix == ".js"]
    assert len(scripts) > 20
    assert not [path.name for path in scripts for text in re.findall("`[^`]*`", path.read_text()) if "\n" in text]


def test_they_are_collected_again_only_when_a_file_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(assets, "_collect", lambda sources, _root: collected.append(len(sources)))
    assets.prepare()
    assets.prepare()
    assert len(collected) == 1
    mark = root.with_name("assets.of")
    mark.write_text("another version")
    assets.prepare()
    assert len(collected) == 2


def test_every_file_a_template_names_is_collected() -> None:
    known = {name for name, _path in assets._sources()}
    asked = {
        name
        for template in PACKAGE.rglob("*.html")
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", template.read_text())
    }
    assert len(asked) > 5 and asked <= known


def test_the_font_holds_what_screens_say() -> None:
    held = set(TTFont(FONT).getBestCmap())
    files = (path for end in ("html", "po", "js", "css") for path in PACKAGE.rglob(f"*.{end}"))
    texts = (path.read_text() for path in files if assets.BUNDLED not in path.as_posix())
    lacking = {letter for text in texts for letter in text if ord(letter) not in held and letter.isprintable()}
    assert lacking <= ELSEWHERE
    assert {ord(letter) for letter in "ÄäÖöÜüßẞŁłŐőŠšŽžČčĞğŞşŢţÅåØøÆæŒœĳÿ€£¥₹₺₴zł–—“”„’→↑↓▲▼"} <= held


def test_the_font_is_small_and_keeps_its_name_and_licence() -> None:
    """Inter reserves no font name (OFL 1.1, clause 3), so a part of it may still be called Inter."""
    font = TTFont(FONT)
    assert FONT.stat().st_size < 50_000 and font["name"].getDebugName(1) == "Inter Variable"
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 400, 700)]
    notice = (FONT.parent / "Inter-OFL.txt").read_text()
    assert "SIL Open Font License" in notice and "with Reserved Font Name" not in notice.splitlines()[0]


TEXT = "word " * 200


@pytest.mark.parametrize(
    ("answer", "encoding"),
    [
        (HttpResponse(TEXT), "gzip"),
        (HttpResponse(TEXT, content_type="application/problem+json"), "gzip"),
        (HttpResponse(TEXT, content_type="application/pdf"), None),
        (StreamingHttpResponse([TEXT.encode()], content_type="text/csv"), None),
        (HttpResponse("short"), None),
        (HttpResponse(TEXT, headers={"Content-Encoding": "br"}), "br"),
    ],
)
def test_texts_are_compressed_and_files_are_not(answer: HttpResponse, encoding: str | None) -> None:
    def page(_request: HttpRequest) -> HttpResponse:
        return answer

    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, deflate, br"})
    assert Compressed(page)(request).headers.get("Content-Encoding") == encoding
