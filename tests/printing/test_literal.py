"""A name or a text that looks like a template is printed as it is written, on paper and on the screen."""

import re
from html import unescape

import pytest
from flask import Flask

from app import clock
from app.audit.actor import SYSTEM
from app.db import transaction
from app.events import service as events
from app.events.service import Wording
from app.missions.models import Mission
from app.press import rendering, source
from app.printing import badges, lists, releases
from tests import factories
from tests.invitations import making
from tests.pages import Pages
from tests.printing.reading import words_of
from tests.printing.test_documents import HEAD, LABELS, MADE, SHEET, badge, release_sheet

TEMPLATES = [
    "{event.__class__}",
    "{{7*7}}",
    "%(x)s %s",
    "{0.a}",
    "{% raw %}x{% endraw %}",
    "${7*7}",
    "#{7*7}",
    "#eval(7*7)",
    "$ 7 dot 7 $",
    "*bold* _it_ `raw`",
    "= heading",
    "#image(x)",
    "@label <label>",
    "\\u{41}",
    "[#sys]",
]


def squeezed(text: str) -> str:
    """Without white space: where lines break is the paper's affair."""
    return re.sub(r"\s+", "", text)


def test_words_of_a_pdf_can_be_read_back() -> None:
    said = words_of(badges.badges(SHEET, [[badge("147", "Leyla Əliyeva")]], made_at=MADE))
    assert "LeylaƏliyeva" in squeezed(said)
    assert "147" in said


@pytest.mark.check("S20")
@pytest.mark.parametrize("text", TEMPLATES)
def test_a_badge_prints_the_name_as_it_is_written(text: str) -> None:
    assert squeezed(text) in squeezed(words_of(badges.badges(SHEET, [[badge("147", text)]], made_at=MADE)))


@pytest.mark.check("S20")
@pytest.mark.parametrize("text", TEMPLATES)
def test_the_gates_list_prints_the_name_as_it_is_written(text: str) -> None:
    guest = lists.ListedGuest("147", text, text, text)
    said = squeezed(words_of(lists.gate_list(HEAD, [guest], LABELS, made_at=MADE)))
    assert said.count(squeezed(text)) >= 2


@pytest.mark.check("S20")
@pytest.mark.parametrize("text", TEMPLATES)
def test_a_release_says_what_was_written(text: str) -> None:
    sheet = release_sheet(text=text)
    assert squeezed(text) in squeezed(words_of(releases.release(sheet, made_at=MADE)))
    # "*" sets italic and "**" bold in the editor, by its own few marks; nothing else means anything
    [block] = source.read_blocks([source.BlockFields("subhead", text)])
    page = rendering.to_html((block,), lang="en", picture_url=lambda _: None)
    plain = text.replace("*", "").replace("\\", "")
    assert squeezed(plain) in squeezed(unescape(str(page.striptags())).replace("*", "").replace("\\", ""))


@pytest.mark.check("S20")
@pytest.mark.parametrize(
    "text", ["{{7*7}}", "{event.__class__}", "%(x)s", "{0.a}", "${7*7}", "{guest_line.__class__}"]
)
def test_the_words_of_an_event_stay_as_they_are_on_every_page(
    app: Flask, mission: Mission, pages: Pages, desk: Pages, text: str
) -> None:
    event = factories.event(mission, title=f"Reception {text}", languages=("en",))
    invitation = making.invited(event, mission, f"Henrik {text}"[:80])
    words = Wording(title=text, occasion=text, hosts=text, function=text, venue=text, note=text, parking=text)
    with transaction():
        events.word(event, language="en", wording=words, actor=SYSTEM, now=clock.now())
    shown = pages.get(making.letter_path(invitation)).text
    assert shown.count(text) >= 4
    assert "49" not in shown.replace("0149", "")
    for path in ("", "/guests/"):
        assert text in desk.get(f"/m/{mission.slug}/events/{event.id}{path}").text
