"""A text as readers get it: the same for page, feed, plain text, print and the desk's preview."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from anyascii import anyascii
from markupsafe import Markup
from PIL import Image

from app.i18n import _, pick, use_language
from app.missions.models import Mission
from app.press import blocks as block
from app.press import content as contents
from app.press import queries, rendering
from app.press.datelines import dateline
from app.press.models import PressRelease, ReleaseVersion
from app.printing.releases import ReleaseSheet
from app.web.filters import moment

PRINTED_WIDTH = 1200
_AN_HOUR_STYLE = "d MMMM y, HH:mm"
_LONG_SLUG = 80


@dataclass(frozen=True)
class Notice:
    """A correction that readers are told of."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Reading:
    """One language's public words, with the languages in which they can also be read."""

    language: str
    headline: str
    deck: str
    place: str
    dateline: str
    number: str
    blocks: block.Blocks
    notices: tuple[Notice, ...]
    published_at: datetime | None
    changed_at: datetime | None
    zone: str
    languages: tuple[str, ...]

    def html(self, picture_url: Callable[[str], str | None]) -> Markup:
        """The body, escaped, with its dateline at the head of the first paragraph."""
        lead = Markup('<span class="dateline">{}</span> ').format(self.dateline)
        return rendering.to_html(self.blocks, lang=self.language, picture_url=picture_url, lead=lead)

    @property
    def summary(self) -> str:
        return self.deck or rendering.first_words(self.blocks)


def reading(
    release: PressRelease, version: ReleaseVersion, mission: Mission, languages: tuple[str, ...] = ()
) -> Reading:
    """The text of a version, with the corrections up to it; `languages` are those it can be read in."""
    content = contents.of(version)
    public = queries.published_versions(release, version.language)
    notices = [
        Notice(one.published_at, one.change_note)
        for one in public
        if one.published_at and one.change_note and one.number <= version.number
    ]
    return Reading(
        language=version.language,
        headline=content.headline,
        deck=content.deck,
        place=content.place,
        dateline=dateline(content.place, content.dated, style=mission.dateline_style, lang=version.language),
        number=f"{release.number}/{release.year}" if release.number else "",
        blocks=content.blocks,
        notices=tuple(reversed(notices)),
        published_at=public[0].published_at if public else None,
        changed_at=version.published_at,
        zone=release.zone,
        languages=languages or (version.language,),
    )


def slug(headline: str) -> str:
    """Readable words for the address: ASCII, lower case, hyphens."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(headline).lower()).strip("-")
    return words[:_LONG_SLUG].rstrip("-") or "release"


def plain_text(read: Reading, mission: Mission) -> str:
    """The release as wire desks paste it."""
    with use_language(read.language):
        head = [pick(mission.names, read.language), _("FOR IMMEDIATE RELEASE")]
        if read.number:
            head.append(_("Press release %(number)s", number=read.number))
        if read.published_at:
            head.append(moment(read.published_at, read.zone, _AN_HOUR_STYLE))
        parts = ["\n".join(head), *(_notice_line(one, read.zone) for one in read.notices), read.headline]
        if read.deck:
            parts.append(read.deck)
        parts.append(rendering.to_text(read.blocks, lang=read.language, lead=read.dateline + " "))
        parts.append(rendering.END_MARK)
        if mission.press_contact:
            parts.append(_("Press contact: %(contact)s", contact=mission.press_contact))
    return "\n\n".join(parts) + "\n"


def _notice_line(notice: Notice, zone: str) -> str:
    return _("Corrected %(when)s. %(what)s", when=moment(notice.at, zone, _AN_HOUR_STYLE), what=notice.text)


def sheet(read: Reading, mission: Mission, mission_id: UUID) -> ReleaseSheet:
    """The release for print."""

    def picture(picture_id: str) -> bytes | None:
        found = queries.picture(mission_id, UUID(picture_id)) if _is_id(picture_id) else None
        return smaller(found.content) if found else None

    with use_language(read.language):
        when = moment(read.published_at, read.zone, _AN_HOUR_STYLE) if read.published_at else ""
        number = _("Press release %(number)s", number=read.number) if read.number else _("Press release")
        return ReleaseSheet(
            lang=read.language,
            mission=pick(mission.names, read.language),
            release_line=_("FOR IMMEDIATE RELEASE"),
            number_line=" · ".join(part for part in (number, when) if part),
            headline=read.headline,
            deck=read.deck,
            notice="\n".join(_notice_line(one, read.zone) for one in read.notices),
            dateline=read.dateline,
            blocks=rendering.to_print(read.blocks, lang=read.language, picture=picture),
            contact=[_("Press contact: %(contact)s", contact=mission.press_contact)]
            if mission.press_contact
            else [],
            end_mark=rendering.END_MARK,
            accent=mission.accent_colour,
        )


@lru_cache(maxsize=16)
def smaller(content: bytes) -> bytes:
    """A picture in the size that print needs."""
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        picture.thumbnail((PRINTED_WIDTH, PRINTED_WIDTH))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
