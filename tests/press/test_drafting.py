"""Numbers in a draft, and the draft made of an event's facts."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.events.models import Event
from app.i18n import use_language
from app.missions.models import Mission
from app.press import blocks as block
from app.press.attendance import Attendance, Rounded, phrase, rounded
from app.press.content import Content
from app.press.drafting import from_event, joined
from tests import factories

NOW = datetime(2026, 11, 8, 16, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "step", "expected"),
    [
        (274, 10, Rounded(270, True)),
        (270, 10, Rounded(270, False)),
        (279, 50, Rounded(250, True)),
        (8, 10, Rounded(8, False)),
        (1, 1, Rounded(1, False)),
        (274, 1, Rounded(274, False)),
    ],
)
def test_figures_are_rounded_down_by_the_rule_of_the_mission(
    count: int, step: int, expected: Rounded
) -> None:
    assert rounded(count, step) == expected


def test_figure_becomes_a_phrase(app: Flask) -> None:
    with use_language("en"):
        assert [phrase(274, 10), phrase(270, 10), phrase(1, 10)] == [
            "More than 270 guests",
            "270 guests",
            "1 guest",
        ]


def words_of(content: Content) -> str:
    return " ".join(block.words(one.runs) for one in content.blocks if isinstance(one, block.Paragraph))


def text(event: Event, mission: Mission, attendance: Attendance | None = None, guest: str = "") -> Content:
    return from_event(event, mission, language="en", attendance=attendance, now=NOW, chief_guest=guest)


def test_draft_says_who_came_and_when_they_were_counted(mission: Mission) -> None:
    event = factories.event(mission)

    made = text(event, mission, Attendance(274, NOW))

    assert made.deck == "More than 270 guests attended"
    assert (
        "More than 270 guests attended, as counted at the entrance by 21:40 on 8 November 2026."
        in words_of(made)
    )


def test_draft_before_the_event_says_nothing_of_numbers(mission: Mission) -> None:
    made = text(factories.event(mission), mission)

    assert made.deck == ""
    assert "attended" not in words_of(made)


def test_draft_is_dated_in_the_zone_of_the_venue(mission: Mission) -> None:
    late = datetime(2026, 11, 8, 20, 30, tzinfo=UTC)  # half past one the next morning in Islamabad
    made = from_event(factories.event(mission), mission, language="en", attendance=None, now=late)

    assert made.dated.isoformat() == "2026-11-09"


def test_draft_stands_where_the_event_took_place(mission: Mission) -> None:
    assert text(factories.event(mission), mission).place == "Islamabad"
    assert text(factories.event(mission, city="Lahore"), mission).place == "Lahore"


def test_draft_in_another_language_has_its_own_city(mission: Mission) -> None:
    made = from_event(factories.event(mission), mission, language="az", attendance=None, now=NOW)

    assert made.place == "İslamabad"


def test_chief_guest_is_named(mission: Mission) -> None:
    assert "Ana Bell was the chief guest." in words_of(
        text(factories.event(mission), mission, guest="Ana Bell")
    )


def test_lines_of_the_card_become_one_phrase() -> None:
    assert joined("A,\n\n B \nand C") == "A, B, and C"
