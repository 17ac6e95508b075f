"""The pages of the press desk, put together."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from app.accounts import guard
from app.events.models import Event
from app.i18n import LANGUAGES, N_
from app.missions.models import Mission
from app.press import queries, service
from app.press.forms import NoticeForm, PictureForm, ReturnForm, SeenForm, TextForm
from app.press.models import PressRelease, ReleaseStatus, ReleaseVersion, TextState
from app.press.reading import reading, sheet, slug
from app.printing import fonts
from app.printing.releases import release_data
from app.printing.service import words

STATE_NAMES = {
    TextState.DRAFT: N_("draft"),
    TextState.SUBMITTED: N_("waits for approval"),
    TextState.APPROVED: N_("approved"),
    TextState.PUBLISHED: N_("published"),
}
STATUS_NAMES = {
    ReleaseStatus.DRAFT: N_("not public"),
    ReleaseStatus.PUBLISHED: N_("public"),
    ReleaseStatus.WITHHELD: N_("withheld"),
    ReleaseStatus.WITHDRAWN: N_("withdrawn"),
}


@dataclass(frozen=True)
class Line:
    """One release in a list: the headline of its first language, and how far each language has come."""

    release: PressRelease
    headline: str
    language: str
    texts: list[ReleaseVersion]


def lines(releases: list[PressRelease], mission: Mission) -> list[Line]:
    """Releases as the lists show them."""
    found = []
    for release in releases:
        texts = [queries.current(release, one) for one in in_order(queries.languages(release), mission)]
        found.append(Line(release, texts[0].headline, texts[0].language, texts))
    return found


def in_order(languages: list[str], mission: Mission) -> list[str]:
    """The mission's order of languages."""
    order = [*mission.languages, *languages]
    return sorted(languages, key=order.index)


def list_page(mission: Mission, *, page: int, size: int) -> str:
    found = queries.all_of(mission.id, limit=size + 1, offset=(page - 1) * size)
    return render_template(
        "press/index.html",
        lines=lines(found[:size], mission),
        page=page,
        more=len(found) > size,
        waiting=len(queries.waiting(mission.id)),
        language_names=LANGUAGES,
        state_names=STATE_NAMES,
        status_names=STATUS_NAMES,
    )


def event_page(event: Event, mission: Mission) -> str:
    return render_template(
        "press/event.html",
        event=event,
        lines=lines(queries.of_event(mission.id, event.id), mission),
        language_names=LANGUAGES,
        state_names=STATE_NAMES,
        status_names=STATUS_NAMES,
    )


def release_page(
    release: PressRelease,
    version: ReleaseVersion,
    mission: Mission,
    *,
    returning: ReturnForm,
    picturing: PictureForm | None = None,
) -> str:
    """One text with everything that can be done with it now."""
    read = reading(release, version, mission)
    people = {approval.by_id for one in release.versions for approval in one.approvals}
    people |= {UUID(writer) for one in release.versions for writer in one.writers}
    free = [one for one in mission.languages if one not in queries.languages(release)]
    return render_template(
        "press/show.html",
        release=release,
        version=version,
        read=read,
        body=read.html(lambda picture_id: _picture_url(release, picture_id)),
        texts=[queries.current(release, one) for one in in_order(queries.languages(release), mission)],
        earlier=[
            one for one in queries.published_versions(release, version.language) if one.id != version.id
        ],
        free=free,
        names=queries.names_of(people),
        own=str(guard.user().id) in version.writers,
        alone=service.may_approve_own(version),
        unset=unset(read, mission),
        seen=SeenForm(formdata=None, seen_hash=version.content_hash),
        returning=returning,
        picturing=picturing or PictureForm(formdata=None),
        noticing=NoticeForm(formdata=None),
        public_languages=queries.public_languages(release),
        public_url=_public_url(release, version),
        language_names=LANGUAGES,
        state_names=STATE_NAMES,
        status_names=STATUS_NAMES,
    )


def text_page(release: PressRelease, version: ReleaseVersion, form: TextForm) -> str:
    """The editor: one field set for each block; works without script."""
    pictures = queries.pictures(release)
    labels = [
        (str(one.id), f"{number}: {one.width} × {one.height}") for number, one in enumerate(pictures, 1)
    ]
    form.offer_pictures(labels)
    return render_template(
        "press/edit.html",
        release=release,
        version=version,
        form=form,
        pictures=[(one, _picture_url(release, str(one.id))) for one in pictures],
        language_names=LANGUAGES,
    )


def unset(read: Any, mission: Mission) -> str:
    """The characters of a text for which print has no glyph, each once."""
    texts = words(release_data(sheet(read, mission, mission.id)))
    return "".join(dict.fromkeys(char for text in texts for char in fonts.missing(text)))


def _picture_url(release: PressRelease, picture_id: str) -> str | None:
    try:
        return url_for("press.picture", release_id=release.id, picture_id=UUID(picture_id))
    except ValueError:
        return None


def _public_url(release: PressRelease, version: ReleaseVersion) -> str | None:
    """Where readers find this language's text."""
    public = queries.published(release, version.language)
    if public is None or release.status is ReleaseStatus.DRAFT:
        return None
    return url_for("newsroom.show", release_id=release.id, words=slug(public.headline), lang=version.language)
