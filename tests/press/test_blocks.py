"""Typed blocks: reading the editor's text, canonical JSON, and what every output makes of hostile words."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.press import blocks as b
from app.press import rendering, source
from app.press.errors import BlockNotReadable, QuotationNeedsSpeaker, TextTooLong, UnsafeLink
from tests.press.hostile import HOSTILE_TEXTS, UNSAFE_TARGETS


class Tags(HTMLParser):
    """The tags, attributes and visible words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def html_of(blocks: b.Blocks) -> Tags:
    tags = Tags()
    tags.feed(rendering.to_html(blocks, lang="en", picture_url=lambda _: "/n/x/pictures/1"))
    tags.close()
    return tags


def read(text: str, kind: str = "paragraph", speaker: str = "") -> b.Blocks:
    return source.read_blocks([source.BlockFields(kind, text, speaker=speaker)])


def test_marks_become_runs() -> None:
    assert source.read_runs("A **bold** and *slanted* [word](https://a.example).") == (
        b.Run("A "),
        b.Run("bold", bold=True),
        b.Run(" and "),
        b.Run("slanted", italic=True),
        b.Run(" "),
        b.Run("word", href="https://a.example"),
        b.Run("."),
    )


def test_marks_may_nest_within_a_link() -> None:
    assert source.read_runs("**[a *b*](https://a.example)**") == (
        b.Run("a ", bold=True, href="https://a.example"),
        b.Run("b", bold=True, italic=True, href="https://a.example"),
    )


@pytest.mark.parametrize(
    "text", ["5 * 3 = 15", "a ** b", "one * lonely", "2*", "**open", "[no link]", "[a](b c)", "\\"]
)
def test_marks_without_partner_stay_characters(text: str) -> None:
    assert b.words(source.read_runs(text)) == text


def test_backslash_makes_marks_plain() -> None:
    assert source.read_runs(r"\*plain\* \[a\](b)") == (b.Run("*plain* [a](b)"),)


@given(st.text(alphabet="ab *\\[]()é\u200c", max_size=40))
def test_reading_what_was_written_changes_nothing(text: str) -> None:
    try:
        runs = source.read_runs(text)
    except UnsafeLink:
        return

    assert source.read_runs(source.write_runs(runs)) == runs


def test_blocks_stand_in_the_order_of_their_numbers_and_empty_ones_go() -> None:
    fields = [
        source.BlockFields("paragraph", "second", order=20),
        source.BlockFields("paragraph", "  ", order=5),
        source.BlockFields("subhead", "first", order=10),
    ]

    assert source.read_blocks(fields) == (b.Subhead("first"), b.Paragraph((b.Run("second"),)))


def test_blank_line_divides_a_paragraph_in_two() -> None:
    assert len(read("one\r\n\r\ntwo\nthree")) == 2


def test_quotation_loses_its_marks_and_keeps_its_speaker() -> None:
    [block] = read("“An evening.”", "quotation", "Kamal Safarov")

    assert block == b.Quotation((b.Run("An evening."),), "Kamal Safarov")


def test_quotation_without_speaker_is_refused() -> None:
    with pytest.raises(QuotationNeedsSpeaker):
        read("An evening.", "quotation")


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(BlockNotReadable):
        read("x", "html")


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(TextTooLong):
        read("x" * (b.MAX_TEXT + 1))


def test_fields_of_blocks_read_back_as_the_same_blocks() -> None:
    blocks = (
        b.Paragraph((b.Run("See "), b.Run("this", bold=True, href="https://a.example/%28x%29"))),
        b.Subhead("Music"),
        b.Quotation((b.Run("An evening."),), "Kamal Safarov", "Ambassador"),
        b.ListBlock(((b.Run("one"),), (b.Run("two", italic=True),))),
        b.Picture("0197", "A hall", "The hall", "Photo: Embassy"),
    )

    assert source.read_blocks(source.write_fields(blocks)) == blocks
    assert b.from_data(json.loads(json.dumps(b.to_data(blocks)))) == blocks


def test_canonical_json_is_one_for_equal_data() -> None:
    assert b.canonical({"b": "ə", "a": [1]}) == '{"a":[1],"b":"ə"}'
    assert b.digest({"a": 1, "b": 2}) == b.digest({"b": 2, "a": 1})
    assert b.digest({"a": 1}) != b.digest({"a": 2})


def test_equal_texts_in_two_unicode_forms_have_one_hash() -> None:
    composed, apart = read("Café"), read("Cafe\u0301")

    assert b.digest({"blocks": b.to_data(composed)}) == b.digest({"blocks": b.to_data(apart)})


@pytest.mark.parametrize("data", [None, {}, ["x"], [{"kind": "html"}], [{"kind": "paragraph", "runs": "x"}]])
def test_stored_data_of_another_shape_is_refused(data: object) -> None:
    with pytest.raises(BlockNotReadable):
        b.from_data(data)


@pytest.mark.check("S18")
@pytest.mark.parametrize("kind", ["paragraph", "subhead", "quotation", "list"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_words_are_literal_in_every_output(text: str, kind: str) -> None:
    blocks = read(text, kind, speaker=text)
    expected = " ".join(b.clean(text).split())

    if kind == "quotation":
        expected = expected.strip('"').strip()

    page = html_of(blocks)
    assert page.tags <= {"p", "h2", "blockquote", "footer", "ul", "li"}
    assert page.attributes == []
    assert expected in page.words
    assert expected in rendering.to_text(blocks, lang="en")
    assert expected in json.dumps(
        rendering.to_print(blocks, lang="en", picture=lambda _: None), ensure_ascii=False
    ).replace('\\"', '"')


@pytest.mark.check("S18")
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_words_at_a_picture_stay_in_their_attribute(text: str) -> None:
    [block] = source.read_blocks([source.BlockFields("picture", text, picture="1", alt=text, credit=text)])

    page = html_of((block,))

    assert page.tags <= {"figure", "img", "figcaption", "span"}
    assert {name for name, _ in page.attributes} <= {"src", "alt", "class"}


@pytest.mark.check("S18")
@pytest.mark.parametrize("target", UNSAFE_TARGETS)
def test_unsafe_link_targets_are_refused(target: str) -> None:
    with pytest.raises(UnsafeLink):
        b.safe_link(target)
    with pytest.raises(UnsafeLink):
        b.from_data([{"kind": "paragraph", "runs": [{"text": "x", "href": target}]}])
    with pytest.raises(UnsafeLink):
        rendering.to_html((b.Paragraph((b.Run("x", href=target),)),), lang="en", picture_url=lambda _: None)


@pytest.mark.check("S18")
@pytest.mark.parametrize(
    "target", [one for one in UNSAFE_TARGETS if one and one.isprintable() and " " not in one]
)
def test_unsafe_links_written_in_the_editor_are_refused(target: str) -> None:
    with pytest.raises(UnsafeLink):
        read(f"[press]({target})")


@pytest.mark.parametrize(
    ("target", "stored"),
    [
        ("https://valdara.example/a?b=c&d=e#f", "https://valdara.example/a?b=c&d=e#f"),
        ("HTTP://valdara.example", "http://valdara.example"),
        ("mailto:press@valdara.example", "mailto:press@valdara.example"),
        ('https://valdara.example/"onclick=x', "https://valdara.example/%22onclick=x"),
        ("https://valdara.example/(a)", "https://valdara.example/%28a%29"),
        ("https://xn--wgbl6a.example/", "https://xn--wgbl6a.example/"),
    ],
)
def test_safe_links_are_stored_in_one_form(target: str, stored: str) -> None:
    assert b.safe_link(target) == stored
    assert b.safe_link(stored) == stored


@given(st.text(max_size=60))
def test_no_text_at_all_makes_a_tag(text: str) -> None:
    try:
        blocks = read(text)
    except UnsafeLink:
        return

    assert html_of(blocks).tags <= {"p", "em", "strong", "a"}


def test_dateline_stands_in_the_first_paragraph_only() -> None:
    blocks = (b.Subhead("Before"), b.Paragraph((b.Run("one"),)), b.Paragraph((b.Run("two"),)))

    assert rendering.to_text(blocks, lang="en", lead="ISLAMABAD: ") == "Before\n\nISLAMABAD: one\n\ntwo"
    assert "<p>ISLAMABAD: one</p>" in rendering.to_html(
        blocks, lang="en", picture_url=lambda _: None, lead="ISLAMABAD: "
    )


def test_plain_text_shows_where_links_lead() -> None:
    blocks = read("Read [more](https://a.example) or [write](mailto:a@b.example).")

    assert rendering.to_text(blocks, lang="en") == "Read more (https://a.example) or write (a@b.example)."
