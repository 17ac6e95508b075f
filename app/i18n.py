"""Words in the reader's language: the one place that knows gettext.

`N_` marks a sentence for translation without translating it (errors, enum labels).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import flask_babel
from babel import Locale

# Languages in which the product itself speaks; a mission chooses among them.
LANGUAGES = {"en": "English", "az": "Azərbaycanca", "ur": "اردو"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "sd", "ug", "ur"}


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    return message


def gettext(message: str, **params: Any) -> str:
    return str(flask_babel.gettext(message, **params))


def ngettext(singular: str, plural: str, num: int, **params: Any) -> str:
    return str(flask_babel.ngettext(singular, plural, num, **params))


def word(message: str) -> str:
    """A word of a fixed list, said many times on a page: looked up once a language."""
    return _word(current_language(), message)


@lru_cache(maxsize=4096)
def _word(_language: str, message: str) -> str:
    return gettext(message)


def lazy(message: str, **params: Any) -> Any:
    """A sentence translated when it is shown: for labels of form fields."""
    return flask_babel.lazy_gettext(message, **params)


_ = gettext


@contextmanager
def use_language(lang: str) -> Iterator[None]:
    """Speak `lang` inside the block: for letters, prints and public texts."""
    with flask_babel.force_locale(known(lang)):
        yield


def current_language() -> str:
    locale = flask_babel.get_locale()
    return locale.language if locale else "en"


def current_locale() -> Locale:
    return flask_babel.get_locale() or Locale("en")


def known(lang: str | None, default: str = "en") -> str:
    """`lang` if the product speaks it, else `default`."""
    return lang if lang in LANGUAGES else default


def direction(lang: str | None) -> str:
    """`rtl` or `ltr`, for the dir attribute."""
    return "rtl" if (lang or "").split("-")[0] in RIGHT_TO_LEFT else "ltr"


def listed(parts: Iterable[str]) -> str:
    """What is not empty of `parts`, in one line, with the comma of the current language's script."""
    return ("، " if direction(current_language()) == "rtl" else ", ").join(filter(None, parts))


def pick(texts: dict[str, str] | None, lang: str | None = None, fallback: str = "") -> str:
    """The text in `lang`, else English, else any: texts by language are never empty for want of one."""
    texts = texts or {}
    for candidate in (lang or current_language(), "en", *texts):
        if texts.get(candidate):
            return texts[candidate]
    return fallback
