"""Texts that a form asks for in every language."""

from flask import request

from app.i18n import LANGUAGES

LONGEST = 200


def typed_by_language(name: str) -> dict[str, str]:
    """What was typed in the fields `names-en`, `names-az`, …, by language; empty ones left out."""
    typed = {lang: request.form.get(f"{name}-{lang}", "").strip()[:LONGEST] for lang in LANGUAGES}
    return {lang: text for lang, text in typed.items() if text}
