"""Laws about the code itself, read from its text."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py")) + [ROOT / "config.py", ROOT / "wsgi.py"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
STYLES = sorted((ROOT / "app" / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "app" / "static" / "js").rglob("*.js"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
DRAWERS = {"utils", "helpers", "common", "misc"}
PHYSICAL = re.compile(
    r"(?<![-\w])(?:margin|padding|border)-(?:left|right)|(?<![-\w])(?:left|right)\s*:|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right)"
)

pytestmark = pytest.mark.once


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=name)
def test_a_file_is_no_longer_than_four_hundred_lines(path: Path) -> None:
    assert path.read_text().count("\n") <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_keeps_the_laws(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert path.stem not in DRAWERS
    if path.stat().st_size:
        assert ast.get_docstring(tree), "a module says what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= LONGEST_FUNCTION, f"{node.name} is {length} lines"
            inside = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inside, f"{node.name} imports within itself"
        if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name):
            silent = node.type.id == "Exception" and all(isinstance(s, ast.Pass) for s in node.body)
            assert not silent, "an error is swallowed"
    if name(path) != "app/db.py":
        assert not re.search(r"\.commit\(\)", text), "only app/db.py commits"
    assert not re.search(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError", text)


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if "emails" not in p.parts and "mail" not in p.parts], ids=name
)
def test_a_template_has_no_inline_script_style_or_handler(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text, re.I)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or "application/json" in tag or "application/ld+json" in tag, tag
    assert path.suffix == ".js" or "|safe" not in text.replace("'<br>'|safe", ""), (
        "nothing typed is marked safe"
    )


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_layout_is_written_in_logical_properties(path: Path) -> None:
    found = PHYSICAL.findall(re.sub(r"@page[^}]*}", "", path.read_text()))
    assert not found, f"physical directions: {found[:5]}"


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*STYLES, *TEMPLATES, *SCRIPTS]:
        for address in re.findall(
            r"(?:url\(|@import\s+|src=|import\s+.*from\s+)[\"']?(https?:)?//[^\s\"')]+", path.read_text()
        ):
            pytest.fail(f"{name(path)} fetches {address}")
    for path in (ROOT / "app" / "printing").rglob("*.typ"):
        assert "@preview" not in path.read_text(), f"{name(path)} asks the network for a package"


def test_no_template_is_orphaned() -> None:
    """Every template is rendered by a module or used by another template."""
    sources = "\n".join(p.read_text() for p in [*MODULES, *TEMPLATES])
    for path in TEMPLATES:
        rel = path.relative_to(ROOT / "templates").as_posix()
        by_library = rel.startswith("security/")
        stem = rel.rsplit(".", 1)[0]
        assert by_library or rel in sources or stem in sources, f"{rel} is used by nobody"


WORD = re.compile(r"[A-Za-zÀ-ž]{3,}")
NAMES = {"Chancery", "CSV", "PDF"}


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.suffix == ".html"], ids=name)
def test_every_text_of_a_template_goes_through_gettext(path: Path) -> None:
    text = path.read_text()
    text = re.sub(r"{#.*?#}", " ", text, flags=re.S)
    text = re.sub(r"{%\s*trans\b.*?{%\s*endtrans\s*%}", " ", text, flags=re.S)
    text = re.sub(r"{% block body_class %}.*?{% endblock %}", " ", text)
    text = re.sub(r"{{.*?}}|{%.*?%}", " ", text, flags=re.S)
    text = re.sub(r"<(script|style|code)\b.*?</\1>", " ", text, flags=re.S)
    words = set(WORD.findall(re.sub(r"<[^>]*>|&\w+;", " ", text))) - NAMES
    assert not words, f"not through gettext: {sorted(words)[:8]}"
