"""A release for machines: schema.org NewsArticle (https://schema.org/NewsArticle)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Translation:
    language: str
    url: str


@dataclass(frozen=True)
class Correction:
    text: str
    at: datetime


@dataclass(frozen=True)
class PictureOf:
    url: str
    caption: str
    credit: str


@dataclass(frozen=True)
class EventOf:
    """The event that the release is about; `starts_at` is aware."""

    name: str
    starts_at: datetime
    venue: str


@dataclass(frozen=True)
class Article:
    url: str
    language: str
    headline: str
    description: str
    dateline: str
    place: str
    publisher: str
    publisher_url: str
    number: str
    published_at: datetime
    changed_at: datetime
    translations: Sequence[Translation] = ()
    corrections: Sequence[Correction] = ()
    pictures: Sequence[PictureOf] = ()
    about: EventOf | None = None


def news_article(article: Article) -> dict[str, Any]:
    """The object to stand in `<script type="application/ld+json">`; what is empty is left out."""
    publisher = {"@type": "GovernmentOrganization", "name": article.publisher, "url": article.publisher_url}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": article.url,
        "mainEntityOfPage": article.url,
        "url": article.url,
        "identifier": article.number,
        "headline": article.headline,
        "description": article.description,
        "inLanguage": article.language,
        "dateline": article.dateline,
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.changed_at.isoformat(),
        "author": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "locationCreated": {"@type": "Place", "name": article.place} if article.place else None,
        "image": [_image(one) for one in article.pictures],
        "workTranslation": [
            {"@type": "NewsArticle", "@id": one.url, "inLanguage": one.language}
            for one in article.translations
        ],
        "correction": [
            {"@type": "CorrectionComment", "text": one.text, "datePublished": one.at.isoformat()}
            for one in article.corrections
        ],
        "about": _event(article.about) if article.about else None,
    }
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _image(picture: PictureOf) -> dict[str, str]:
    image = {
        "@type": "ImageObject",
        "url": picture.url,
        "caption": picture.caption,
        "creditText": picture.credit,
    }
    return {key: value for key, value in image.items() if value}


def _event(event: EventOf) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "Event", "name": event.name, "startDate": event.starts_at.isoformat()}
    if event.venue:
        data["location"] = {"@type": "Place", "name": event.venue}
    return data
