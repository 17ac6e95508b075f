"""Releases for the tests, made by the verbs."""

from datetime import UTC, date, datetime

from app.accounts.models import User
from app.audit.actor import Actor
from app.db import transaction
from app.missions.models import Mission
from app.press import blocks as block
from app.press import queries, service
from app.press.content import Content
from app.press.models import PressRelease, ReleaseVersion

NOW = datetime(2026, 11, 8, 16, 52, tzinfo=UTC)
TEXTS = {
    "en": ("Embassy marks Harvest Day", "The Embassy held a reception at the Residence."),
    "az": ("Səfirlik Məhsul Gününü qeyd edib", "Səfirlik iqamətgahda qəbul təşkil edib."),
    "ur": ("سفارت خانے میں فصل کا دن", "سفارت خانے نے رہائش گاہ پر استقبالیہ دیا۔"),
}


def content(lang: str = "en", text: str = "", note: str = "", headline: str = "") -> Content:
    title, words = TEXTS[lang]
    return Content(
        headline=headline or title,
        dated=date(2026, 11, 8),
        blocks=(block.Paragraph((block.Run(text or words),)),),
        deck="",
        place="Islamabad",
        change_note=note,
    )


def drafted(mission: Mission, by: User, lang: str = "en", words: Content | None = None) -> PressRelease:
    with transaction():
        return service.draft(
            mission, language=lang, content=words or content(lang), actor=Actor.staff(by.id), now=NOW
        )


def version_of(release: PressRelease, lang: str = "en") -> ReleaseVersion:
    return queries.current(queries.get(release.mission_id, release.id), lang)


def submitted(mission: Mission, by: User, lang: str = "en", words: Content | None = None) -> PressRelease:
    release = drafted(mission, by, lang, words)
    with transaction():
        service.submit(version_of(release, lang), actor=Actor.staff(by.id), now=NOW)
    return release


def approve(release: PressRelease, by: User, lang: str = "en") -> None:
    with transaction():
        version = version_of(release, lang)
        service.approve(version, seen_hash=version.content_hash, actor=Actor.staff(by.id), now=NOW)


def publish(release: PressRelease, by: User, lang: str = "en", now: datetime = NOW) -> None:
    with transaction():
        version = version_of(release, lang)
        service.publish(version, seen_hash=version.content_hash, actor=Actor.staff(by.id), now=now)


def published(
    mission: Mission, by: User, approver: User, lang: str = "en", words: Content | None = None
) -> PressRelease:
    release = submitted(mission, by, lang, words)
    approve(release, approver, lang)
    publish(release, by, lang)
    return release


def add_published(release: PressRelease, by: User, approver: User, lang: str) -> None:
    """The text in one more language, public as well."""
    with transaction():
        found = queries.get(release.mission_id, release.id)
        service.add_language(found, language=lang, content=content(lang), actor=Actor.staff(by.id), now=NOW)
        service.submit(queries.current(found, lang), actor=Actor.staff(by.id), now=NOW)
    approve(release, approver, lang)
    publish(release, by, lang)
