"""What the printed documents hold, whose fonts they use, and what they never fetch."""

import re
import socket
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.printing import badges, fonts, lists, releases, service
from app.printing.errors import CannotBeSet, FontsMissing

MADE = datetime(2026, 11, 8, 16, 52, tzinfo=UTC)
SHEET = badges.BadgeSheet(
    lang="en",
    mission="Embassy of Valdara in Islamabad",
    occasion="Harvest Day",
    when="Sunday, 8 November 2026, 19:00 PKT",
    venue="The Residence, 12 Cedar Street",
    number_label="Badge number",
)
CODE = "E1ABCDEFGHJKMNPQRSTVWXYZ01234"
LABELS = lists.ListLabels("By name", "By number", "No.", "Name", "Office", "Note", "Names not printable at:")
HEAD = lists.ListHead("en", "Embassy of Valdara", "Harvest Day", "8 November 2026", "The Residence", "List 3")


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", inflated(pdf)))


def inflated(pdf: bytes) -> bytes:
    """The file with every compressed stream opened."""
    out = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            out.append(zlib.decompress(match.group(1)))
        except zlib.error:
            continue
    return b"\n".join(out)


def badge(number: str = "147", name: str = "Leyla Əliyeva") -> badges.Badge:
    return badges.Badge(number, name, CODE, "Director", "Institute of Rivers")


def release_sheet(lang: str = "en", text: str = "The Embassy held a reception.") -> releases.ReleaseSheet:
    runs = [{"text": text, "bold": False, "italic": False, "href": None}]
    return releases.ReleaseSheet(
        lang=lang,
        mission="Embassy of Valdara in Islamabad",
        release_line="FOR IMMEDIATE RELEASE",
        number_line="Press release 45/2026",
        headline="Embassy marks Harvest Day",
        dateline="Islamabad, 8 November –",
        blocks=[{"kind": "paragraph", "runs": runs}],
    )


def test_couple_gets_two_badges_on_one_page() -> None:
    pdf = badges.badges(SHEET, [[badge("147"), badge("148", "Rauf Əliyev")]], made_at=MADE)

    assert pdf.startswith(b"%PDF-")
    assert pages_of(pdf) == 1


def test_each_invitation_has_its_own_page() -> None:
    assert pages_of(badges.badges(SHEET, [[badge()], [badge("148")], [badge("149")]])) == 3


def test_equal_data_and_time_give_equal_bytes() -> None:
    first = badges.badges(SHEET, [[badge()]], made_at=MADE)

    assert badges.badges(SHEET, [[badge()]], made_at=MADE) == first
    assert badges.badges(SHEET, [[badge("148")]], made_at=MADE) != first


def test_qr_of_a_badge_has_version_two_and_a_quiet_zone() -> None:
    svg = badges.qr_svg(CODE)

    assert 'viewBox="0 0 33 33"' in svg  # 25 modules and a margin of four on each side


@pytest.mark.parametrize(
    "name",
    ["محمد اقبال", "Şəhla Çinarə qızı", "Иван", "გიორგი", "Հայկ", "देवी", "王小明", "김민준", "דוד", "Ánh"],
)
def test_names_of_many_scripts_are_set(name: str) -> None:
    assert badges.badges(SHEET, [[badge(name=name)]]).startswith(b"%PDF-")


def test_name_without_glyphs_is_refused_by_name() -> None:
    with pytest.raises(CannotBeSet) as refusal:
        badges.badges(SHEET, [[badge(name="አበበ")]])

    assert "አበበ" in str(refusal.value.params["texts"])


def test_name_without_glyphs_can_be_printed_with_a_mark() -> None:
    pdf = badges.badges(SHEET, [[badge(name="አበበ Abebe")]], allow_missing=True)

    assert pages_of(pdf) == 1


def test_coverage_names_each_lacking_character_once() -> None:
    assert fonts.missing("አበበ Abebe") == "አበ"
    assert fonts.missing("a\u200cb\u2066c\u2069 e\u0301") == ""
    assert fonts.uncovered(["Leyla", "አ"]) == [fonts.Uncovered("አ", "አ")]


def test_gate_list_prints_all_by_name_and_by_number() -> None:
    guests = [
        lists.ListedGuest(str(number), f"Guest {9 - number}", f"{9 - number}") for number in range(1, 9)
    ]

    data = lists.gate_list_data(HEAD, guests, LABELS)

    assert [line["number"] for line in data["by_name"]] == list("87654321")
    assert [line["number"] for line in data["by_number"]] == list("12345678")
    assert pages_of(lists.gate_list(HEAD, guests, LABELS)) == 2


def test_gate_list_sorts_numbers_as_numbers() -> None:
    guests = [lists.ListedGuest(number, "A", "a") for number in ("10", "9", "100")]

    data = lists.gate_list_data(HEAD, guests, LABELS)

    assert [line["number"] for line in data["by_number"]] == ["9", "10", "100"]


def test_gate_list_says_whose_name_could_not_be_printed() -> None:
    guests = [lists.ListedGuest("1", "Ana", "ana"), lists.ListedGuest("2", "አበበ", "abebe")]

    data = lists.gate_list_data(HEAD, guests, LABELS)

    assert data["unset"] == "Names not printable at: 2"
    assert lists.gate_list(HEAD, guests, LABELS).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "A reception."), ("az", "Qəbul."), ("ur", "تقریب منعقد ہوئی۔")]
)
def test_release_prints_in_each_language(lang: str, text: str) -> None:
    pdf = releases.release(release_sheet(lang, text), made_at=MADE)

    assert pages_of(pdf) == 1
    assert re.search(rf"/Lang\s*\({lang}\)".encode(), inflated(pdf))


def test_only_vendored_fonts_are_in_the_book() -> None:
    assert all(one.path and one.path.startswith(str(fonts.FONTS)) for one in fonts.book().fonts())


def test_empty_font_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing):
        service.render("badge", badges.badge_data(SHEET, [[badge()]]), fonts=tmp_path)


def test_documents_name_no_package_no_address_and_no_file() -> None:
    for path in service.DOCUMENTS.glob("*.typ"):
        text = path.read_text()
        assert not re.search(r"@preview|http|read\(", text), path.name
        assert set(re.findall(r'#import "([^"]+)"', text)) <= {"base.typ"}, path.name


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A port of this machine that notes every connection."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    peer, address = server.accept()
                except TimeoutError:
                    continue
                calls.append(str(address))
                peer.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", calls
        done.set()
        thread.join()


MARKUP = [
    '<img src="http://{}/x.png">',
    "<img src=file:///etc/passwd>",
    '#image("/etc/passwd")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#link("http://{}/x")[x]',
    "$ sum $ *bold* _italic_ `code` = Heading",
    "\\ #eval(sys.inputs.data) ] } )",
    '<svg><image href="http://{}/x.png"/></svg>',
]


@pytest.mark.check("S23")
@pytest.mark.parametrize("text", MARKUP)
def test_strings_are_never_markup_and_nothing_is_fetched(text: str, listener: tuple[str, list[str]]) -> None:
    address, calls = listener
    hostile = text.format(address) if "{}" in text else text

    release = releases.release(release_sheet(text=hostile))
    cards = badges.badges(SHEET, [[badge(name=hostile)]])
    listed = lists.gate_list(HEAD, [lists.ListedGuest("1", hostile, "a", hostile)], LABELS)

    for pdf in (release, cards, listed):
        opened = inflated(pdf)
        assert not re.search(rb"/URI|/JavaScript|/Launch", opened)
        assert b"root:x:0" not in opened
    assert calls == []


def test_link_of_a_run_becomes_a_link_and_only_that() -> None:
    sheet = release_sheet()
    sheet.blocks[0]["runs"][0]["href"] = "https://valdara.example/"

    opened = inflated(releases.release(sheet))

    assert re.findall(rb"/URI\s*\(([^)]*)\)", opened) == [b"https://valdara.example/"]
