"""The releases: last year's, approved by a second person and published; this year's, submitted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_date

from app.accounts.models import Role
from app.demo.founding import Embassy
from app.demo.reading import Calendar
from app.events.models import Event
from app.press import queries, service
from app.press.blocks import Blocks
from app.press.content import Content
from app.press.models import PressRelease, ReleaseVersion
from app.press.source import BlockFields, read_blocks


def publish(
    embassy: Embassy,
    facts: Mapping[str, Any],
    event: Event,
    *,
    calendar: Calendar,
    figures: Mapping[str, int],
) -> PressRelease:
    """Publish every language of a release. `figures` fill the places of the text: attendance, states."""
    drafter, head = embassy.staff[Role.PRESS_OFFICER], embassy.staff[Role.HEAD_OF_MISSION]
    at = calendar.instant("22:10")
    release = submit(embassy, facts, event, calendar=calendar, at=calendar.instant("21:15"), figures=figures)
    for language in queries.languages(release):
        version = queries.current(release, language)
        service.approve(version, seen_hash=version.content_hash, actor=head, now=at)
        service.publish(version, seen_hash=version.content_hash, actor=drafter, now=at)
    return release


def submit(
    embassy: Embassy,
    facts: Mapping[str, Any],
    event: Event,
    *,
    calendar: Calendar,
    at: datetime,
    figures: Mapping[str, int],
) -> PressRelease:
    """Draft every language of a release and ask for approval."""
    drafter, release = embassy.staff[Role.PRESS_OFFICER], None
    for text in facts["texts"]:
        content = _content(embassy, text, calendar=calendar, at=at, figures=figures)
        language = text["language"]
        if release is None:
            release = service.draft(
                embassy.mission, language=language, content=content, actor=drafter, now=at, event_id=event.id
            )
        else:
            service.add_language(release, language=language, content=content, actor=drafter, now=at)
        version: ReleaseVersion = queries.current(release, language)
        service.submit(version, actor=drafter, now=at)
    if release is None:
        raise ValueError("a release needs a text")
    return release


def _content(
    embassy: Embassy,
    text: Mapping[str, Any],
    *,
    calendar: Calendar,
    at: datetime,
    figures: Mapping[str, int],
) -> Content:
    language = text["language"]
    words = {"date": format_date(calendar.day, "d MMMM y", locale=language), **figures}
    return Content(
        headline=text["headline"],
        dated=calendar.local(at).date(),
        blocks=_blocks(text, words),
        deck=text["deck"].format(**words),
        place=embassy.mission.cities[language],
    )


def _blocks(text: Mapping[str, Any], words: Mapping[str, object]) -> Blocks:
    fields = []
    for order, block in enumerate(text["blocks"]):
        written = "\n".join(block["items"]) if block["kind"] == "list" else block["text"]
        speaker, office = block.get("speaker", ""), block.get("office", "")
        fields.append(BlockFields(block["kind"], written.format(**words), speaker, office, order=order))
    return read_blocks(fields)
