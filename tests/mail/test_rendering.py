"""One source, two bodies; and whatever a guest is called, it is only a name."""

import pytest
from flask import Flask

from app.i18n import use_language
from app.mail.blocks import (
    Block,
    Button,
    Card,
    Code,
    Facts,
    Link,
    Note,
    Paragraph,
    Picture,
    Rule,
    Secret,
)
from app.mail.message import placeholder
from app.mail.rendering import Bodies, Letterhead, render

HEAD = Letterhead("Embassy of Valdara", accent="#7A1F2B", foot=("Islamabad", "+92 51 000 0000"))
EVERY_BLOCK: list[Block] = [
    Paragraph("Dear Ms Əliyeva,\nplease come."),
    Paragraph("محترمہ", lang="ur"),
    Card(("The Ambassador of Valdara", "requests the pleasure of your company", "Victory Day"), heading=2),
    Facts((("When", "9 May, 19:00"), ("Where", "The Residence\nIslamabad"))),
    Button("Reply", Secret("reply_link")),
    Link("Map", "https://maps.example/1"),
    Code("Badge", Secret("badge_number")),
    Picture("badge@letter", "Your badge", 240, 240),
    Rule(),
    Note("Please bring this letter."),
]


def rendered(*blocks: Block, subject: str = "A reception", language: str = "en") -> Bodies:
    with use_language(language):
        return render(subject, blocks, head=HEAD)


def test_text_and_html_say_the_same(app: Flask) -> None:
    bodies = rendered(*EVERY_BLOCK)

    assert bodies.text == (
        "Dear Ms Əliyeva,\nplease come.\n\n"
        "محترمہ\n\n"
        "The Ambassador of Valdara\nrequests the pleasure of your company\nVictory Day\n\n"
        "When: 9 May, 19:00\nWhere: The Residence\nIslamabad\n\n"
        f"Reply:\n{placeholder('reply_link')}\n\n"
        "Map:\nhttps://maps.example/1\n\n"
        f"Badge: {placeholder('badge_number')}\n\n"
        "[Your badge]\n\n"
        "– – –\n\n"
        "Please bring this letter.\n\n"
        "-- \nEmbassy of Valdara\nIslamabad\n+92 51 000 0000\n"
    )
    for said in (
        "Dear Ms Əliyeva,<br>please come.",
        "Victory Day",
        "9 May, 19:00",
        "Please bring this letter.",
    ):
        assert said in bodies.html
    assert f'href="{placeholder("reply_link")}"' in bodies.html
    assert 'src="cid:badge@letter"' in bodies.html


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("az", "ltr"), ("ur", "rtl")])
def test_the_page_is_in_the_letters_language_and_direction(app: Flask, language: str, direction: str) -> None:
    bodies = rendered(*EVERY_BLOCK, language=language)

    assert bodies.language == language
    assert f'<html lang="{language}" dir="{direction}"' in bodies.html
    assert '<p class="ink"' in bodies.html
    assert 'lang="ur" dir="rtl"' in bodies.html


def test_nothing_is_fetched_from_elsewhere(app: Flask) -> None:
    page = rendered(*EVERY_BLOCK).html

    addresses = [
        piece.split('"', 1)[0]
        for name in ("src", "href", "background")
        for piece in page.split(f'{name}="')[1:]
    ]
    assert sorted(addresses) == sorted(
        ["cid:badge@letter", placeholder("reply_link"), "https://maps.example/1"]
    )
    assert "url(" not in page
    assert "@import" not in page
    assert "<script" not in page


@pytest.mark.check("M14")
@pytest.mark.parametrize(
    "name",
    [
        "{event.__class__}",
        "{{7*7}}",
        "{% raw %}x{% endraw %}",
        "%(x)s",
        "{0.a}",
        "%s %d",
        "${x}",
        "<script>alert(1)</script>",
        '"><img src=x onerror=y>',
    ],
)
def test_a_name_that_looks_like_a_template_stays_literal(app: Flask, name: str) -> None:
    said = (
        Paragraph(f"Dear {name},"),
        Card((name,), heading=0),
        Facts(((name, name),)),
        Button(name, Secret("reply_link")),
        Note(name),
    )
    bodies = rendered(*said, subject=name)

    assert bodies.text.startswith(f"Dear {name},\n\n{name}\n\n{name}: {name}\n\n{name}:\n")
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    assert bodies.html.count(escaped) == 7
    assert "<script" not in bodies.html
    assert "<img" not in bodies.html


def test_a_typed_placeholder_shows_no_secret(app: Flask) -> None:
    typed = placeholder("reply_link")
    bodies = rendered(
        Paragraph(typed),
        Card((typed,)),
        Facts(((typed, typed),)),
        Code(typed, typed),
        Note(typed),
        subject=typed,
    )

    assert typed not in bodies.text + bodies.html


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "/r/1", "ftp://x.example", " "]
)
def test_a_link_leads_to_an_address_or_nowhere(app: Flask, target: str) -> None:
    with pytest.raises(ValueError, match="a link in a letter"):
        rendered(Link("Map", target))


def test_a_telephone_number_keeps_its_order_from_right_to_left(app: Flask) -> None:
    said = (Facts((("جواب", "براہِ کرم جواب دیں، +92 51 555 0147"),)), Note("فون +92 51 555 0147"))
    urdu, english = rendered(*said, language="ur"), rendered(*said)

    assert urdu.text.count("\u200e+92 51 555 0147") == 2
    assert urdu.html.count("\u200e+92 51 555 0147") == 2
    assert "\u200e" not in english.text


def test_the_telephone_at_the_foot_keeps_its_order_in_urdu(app: Flask) -> None:
    bodies = rendered(Paragraph("محترمہ"), language="ur")
    assert bodies.text.endswith("\u200e+92 51 000 0000\n")
    assert "\u200e+92 51 000 0000" in bodies.html
