"""The public newsroom: list, release, plain text, print, feed. Everything here is open to everybody."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from app.accounts import guard
from app.errors import NotFound
from app.events import queries as events
from app.i18n import LANGUAGES, _, pick, use_language
from app.missions import queries as missions
from app.missions.models import Mission
from app.press import blocks as block
from app.press import feed as feeds
from app.press import jsonld, queries
from app.press.errors import TextNotFound
from app.press.models import PressRelease, ReleaseStatus, ReleaseVersion
from app.press.reading import Reading, plain_text, reading, sheet, slug
from app.printing import service as printing
from app.printing.releases import release_data
from app.web.tables import page_number
from app.web.urls import public_url

newsroom = Blueprint("newsroom", __name__)
PAGE = 20
FEED = 50


@newsroom.get("/n/<mission>/")
@guard.public("the newsroom")
def index() -> Response:
    mission = missions.by_slug(g.mission_slug)
    language = _language_of(mission)
    page = page_number()
    # One more than is shown tells whether there is a further page.
    found = queries.public(mission.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    items = [(release, _reading(release, mission, language)) for release in found[:PAGE]]
    with use_language(language):
        html = render_template(
            "newsroom/index.html",
            mission=mission,
            items=items,
            address=address,
            language=language,
            page=page,
            more=len(found) > PAGE,
            alternates={
                code: public_url("newsroom.index", mission=mission.slug, lang=code)
                for code in mission.languages
            },
        )
    return _open(make_response(html))


@newsroom.get("/n/<mission>/feed.<lang>.atom")
@guard.public("the newsroom's feed")
def feed(lang: str) -> Response:
    mission = missions.by_slug(g.mission_slug)
    if lang not in mission.languages:
        raise NotFound
    with use_language(lang):
        content = feeds.atom(_feed(mission, lang))
    response = Response(content, mimetype=feeds.MIME)
    response.add_etag()
    response.make_conditional(request)
    return _open(response)


@newsroom.get("/n/<mission>/<uuid:release_id>/", defaults={"words": ""})
@newsroom.get("/n/<mission>/<uuid:release_id>/<words>")
@guard.public("a press release")
def show(release_id: UUID, words: str) -> Any:
    mission = missions.by_slug(g.mission_slug)
    release = queries.get_public(mission.id, release_id)
    if release.status is not ReleaseStatus.PUBLISHED:
        return _set_aside(release, mission)
    read, _version = _chosen(release, mission, request.args.get("lang"))
    if words != slug(read.headline):
        return redirect(address(release, read), 301)
    with use_language(read.language):
        html = render_template(
            "newsroom/show.html",
            mission=mission,
            release=release,
            read=read,
            body=read.html(_picture_url(release, url_for)),
            address=address,
            linked=_linked(release, read, mission),
            picture=_first_picture(release, read),
        )
    return _open(make_response(html))


@newsroom.get("/n/<mission>/<uuid:release_id>/<lang>/release.txt")
@guard.public("a press release as plain text")
def text(release_id: UUID, lang: str) -> Any:
    mission = missions.by_slug(g.mission_slug)
    release = queries.get_public(mission.id, release_id)
    if release.status is not ReleaseStatus.PUBLISHED:
        return _set_aside(release, mission)
    read, _version = _chosen(release, mission, lang, strict=True)
    return _open(Response(plain_text(read, mission), mimetype="text/plain"))


@newsroom.get("/n/<mission>/<uuid:release_id>/<lang>/release.pdf")
@guard.public("a press release for print")
def pdf(release_id: UUID, lang: str) -> Any:
    mission = missions.by_slug(g.mission_slug)
    release = queries.get_public(mission.id, release_id)
    if release.status is not ReleaseStatus.PUBLISHED:
        return _set_aside(release, mission)
    read, version = _chosen(release, mission, lang, strict=True)
    data = block.canonical(release_data(sheet(read, mission, mission.id)))
    response = Response(_printed(data, version.published_at), mimetype="application/pdf")
    name = f"press-release-{release.number}-{release.year}-{lang}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return _open(response)


@newsroom.get("/n/<mission>/<uuid:release_id>/pictures/<uuid:picture_id>.jpg")
@guard.public("a picture of a published press release")
def picture(release_id: UUID, picture_id: UUID) -> Response:
    mission = missions.by_slug(g.mission_slug)
    found = queries.public_picture(mission.id, release_id, picture_id)
    if found is None:
        raise NotFound
    return _open(Response(found.content, mimetype="image/jpeg"))


@lru_cache(maxsize=32)
def _printed(data: str, made_at: datetime) -> bytes:
    return printing.render("release", json.loads(data), made_at=made_at, allow_missing=True)


def address(release: PressRelease, read: Reading, *, absolute: bool = False) -> str:
    """Where a text stands; the first language of a release has no `lang` in its address."""
    values: dict[str, Any] = {"release_id": release.id, "words": slug(read.headline)}
    if read.language != read.languages[0]:
        values["lang"] = read.language
    if absolute:
        return public_url("newsroom.show", mission=g.mission_slug, **values)
    return url_for("newsroom.show", **values)


def _open(response: Response) -> Response:
    """What the public may keep for a minute and search engines may list."""
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["X-Robots-Tag"] = "all"
    return response


def _language_of(mission: Mission) -> str:
    """The language asked for, if the mission publishes in it; else its first."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in mission.languages else mission.languages[0]


def _versions(release: PressRelease, mission: Mission) -> dict[str, ReleaseVersion]:
    """What is public, by language, in the mission's order of languages."""
    order = [*mission.languages, *(one for one in LANGUAGES if one not in mission.languages)]
    found = {language: queries.published(release, language) for language in order}
    return {language: version for language, version in found.items() if version is not None}


def _reading(release: PressRelease, mission: Mission, language: str) -> Reading:
    """The text in `language`, else in the first language there is."""
    versions = _versions(release, mission)
    version = versions.get(language) or next(iter(versions.values()))
    return reading(release, version, mission, tuple(versions))


def _chosen(
    release: PressRelease, mission: Mission, language: str | None, *, strict: bool = False
) -> tuple[Reading, ReleaseVersion]:
    versions = _versions(release, mission)
    if strict and language not in versions:
        raise TextNotFound()
    version = versions.get(language or "") or next(iter(versions.values()))
    return reading(release, version, mission, tuple(versions)), version


def _picture_url(release: PressRelease, build: Callable[..., str]) -> Callable[[str], str]:
    return lambda picture_id: build(
        "newsroom.picture", mission=g.mission_slug, release_id=release.id, picture_id=picture_id
    )


def _first_picture(release: PressRelease, read: Reading) -> tuple[str, str] | None:
    """The address and description of the first picture, for preview cards."""
    for one in read.blocks:
        if isinstance(one, block.Picture):
            return _picture_url(release, public_url)(one.picture_id), one.alt
    return None


def _set_aside(release: PressRelease, mission: Mission) -> Response:
    """Withheld: the notice alone. Withdrawn: the same, and 410."""
    withdrawn = release.status is ReleaseStatus.WITHDRAWN
    read = _reading(release, mission, _language_of(mission))
    with use_language(read.language):
        html = render_template(
            "newsroom/set_aside.html",
            mission=mission,
            release=release,
            read=read,
            withdrawn=withdrawn,
            notice=pick(release.notices, read.language),
        )
    response = _open(make_response(html, 410 if withdrawn else 200))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _linked(release: PressRelease, read: Reading, mission: Mission) -> dict[str, Any]:
    """The release as linked data."""
    event = events.get(mission.id, release.event_id) if release.event_id else None
    first = read.published_at or release.created_at
    readings = [
        _reading(release, mission, language) for language in read.languages if language != read.language
    ]
    return jsonld.news_article(
        jsonld.Article(
            url=address(release, read, absolute=True),
            language=read.language,
            headline=read.headline,
            description=read.summary,
            dateline=read.dateline,
            place=read.place,
            publisher=pick(mission.names, read.language),
            publisher_url=public_url("newsroom.index", mission=mission.slug),
            number=read.number,
            published_at=first,
            changed_at=read.changed_at or first,
            translations=[
                jsonld.Translation(one.language, address(release, one, absolute=True)) for one in readings
            ],
            corrections=[jsonld.Correction(one.text, one.at) for one in read.notices],
            pictures=[
                jsonld.PictureOf(_picture_url(release, public_url)(one.picture_id), one.caption, one.credit)
                for one in read.blocks
                if isinstance(one, block.Picture)
            ],
            about=jsonld.EventOf(
                event.text(read.language).title, event.starts_at, event.text(read.language).venue
            )
            if event
            else None,
        )
    )


def _feed(mission: Mission, lang: str) -> feeds.Feed:
    entries, tombstones = [], []
    for release in queries.public(mission.id, limit=FEED, withdrawn=True):
        versions = _versions(release, mission)
        if lang not in versions:
            continue
        read = reading(release, versions[lang], mission, tuple(versions))
        identifier = feeds.entry_id(release.id, lang)
        if release.status is ReleaseStatus.WITHDRAWN:
            tombstones.append(
                feeds.Tombstone(
                    identifier, release.changed_at or release.created_at, pick(release.notices, lang)
                )
            )
        else:
            entries.append(_entry(release, read, identifier))
    name = pick(mission.names, lang)
    return feeds.Feed(
        id=feeds.feed_id(mission.id, lang),
        language=lang,
        title=_("%(mission)s: press releases", mission=name),
        author=name,
        url=public_url("newsroom.index", mission=mission.slug, lang=lang),
        self_url=public_url("newsroom.feed", mission=mission.slug, lang=lang),
        updated=queries.last_change(mission.id) or mission.created_at,
        entries=entries,
        tombstones=tombstones,
    )


def _entry(release: PressRelease, read: Reading, identifier: str) -> feeds.Entry:
    title, summary, body = read.headline, read.summary, str(read.html(_picture_url(release, public_url)))
    if release.status is ReleaseStatus.WITHHELD:
        title = _("Withheld: %(headline)s", headline=read.headline)
        summary, body = pick(release.notices, read.language), ""
    elif read.notices:
        title = _("Corrected: %(headline)s", headline=read.headline)
        summary = read.notices[0].text
    return feeds.Entry(
        id=identifier,
        title=title,
        url=address(release, read, absolute=True),
        published=read.published_at or release.created_at,
        updated=max(read.changed_at or release.created_at, release.changed_at or release.created_at),
        summary=summary,
        html=body,
    )
