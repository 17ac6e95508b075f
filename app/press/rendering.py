"""Blocks as HTML, as plain text and as data for print. All is escaped, every link checked again."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from app.press.blocks import (
    Block,
    Blocks,
    ListBlock,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Runs,
    Subhead,
    safe_link,
    words,
)

# Unicode CLDR 47, delimiters: quotationStart and quotationEnd.
_QUOTATION_MARKS = {"ur": ("”", "“"), "ru": ("«", "»"), "fr": ("« ", " »")}
END_MARK = "###"

PictureUrl = Callable[[str], str | None]
PictureBytes = Callable[[str], bytes | None]


def quotation_marks(lang: str) -> tuple[str, str]:
    """Opening and closing mark of a language."""
    return _QUOTATION_MARKS.get(lang.split("-")[0], ("“", "”"))


def to_html(blocks: Blocks, *, lang: str, picture_url: PictureUrl, lead: Markup | str = "") -> Markup:
    """The body as HTML; `lead` (the dateline) stands at the head of the first paragraph."""
    parts = []
    for block in blocks:
        head: Markup | str = ""
        if lead and isinstance(block, Paragraph):
            head, lead = lead, ""
        parts.append(_html(block, lang, picture_url, head))
    return Markup("\n").join(parts)


def _html(block: Block, lang: str, picture_url: PictureUrl, head: Markup | str) -> Markup:
    match block:
        case Paragraph(runs):
            return Markup("<p>{}{}</p>").format(head, _runs_html(runs))
        case Subhead(text):
            return Markup("<h2>{}</h2>").format(text)
        case Quotation(runs, speaker, office):
            start, end = quotation_marks(lang)
            said = Markup("<p>{}{}{}</p>").format(start, _runs_html(runs), end)
            return Markup("<blockquote>{}<footer>{}</footer></blockquote>").format(
                said, _attribution(speaker, office, lang)
            )
        case ListBlock(items):
            lines = Markup("").join(Markup("<li>{}</li>").format(_runs_html(item)) for item in items)
            return Markup("<ul>{}</ul>").format(lines)
        case Picture(picture_id, alt, caption, credit):
            return _picture_html(picture_url(picture_id), alt, caption, credit)


def _picture_html(url: str | None, alt: str, caption: str, credit: str) -> Markup:
    if url is None:
        return Markup("")
    image = Markup('<img src="{}" alt="{}">').format(url, alt)
    below = Markup("")
    if caption or credit:
        by = Markup(' <span class="credit">{}</span>').format(credit) if credit else Markup("")
        below = Markup("<figcaption>{}{}</figcaption>").format(caption, by)
    return Markup("<figure>{}{}</figure>").format(image, below)


def _runs_html(runs: Runs) -> Markup:
    return Markup("").join(_run_html(run) for run in runs)


def _run_html(run: Run) -> Markup:
    html = escape(run.text)
    if run.italic:
        html = Markup("<em>{}</em>").format(html)
    if run.bold:
        html = Markup("<strong>{}</strong>").format(html)
    if run.href is not None:
        html = Markup('<a href="{}" rel="noopener">{}</a>').format(safe_link(run.href), html)
    return html


def _attribution(speaker: str, office: str, lang: str) -> str:
    comma = "، " if lang.split("-")[0] in {"ur", "ar", "fa"} else ", "
    return f"{speaker}{comma}{office}" if office else speaker


def to_text(blocks: Blocks, *, lang: str, lead: str = "") -> str:
    """The body as plain paragraphs with a blank line between, as wire desks paste it."""
    parts = []
    for block in blocks:
        head = ""
        if lead and isinstance(block, Paragraph):
            head, lead = lead, ""
        parts.append(head + _text(block, lang))
    return "\n\n".join(part for part in parts if part)


def _text(block: Block, lang: str) -> str:
    match block:
        case Paragraph(runs):
            return _runs_text(runs)
        case Subhead(text):
            return text
        case Quotation(runs, speaker, office):
            start, end = quotation_marks(lang)
            return f"{start}{_runs_text(runs)}{end}\n– {_attribution(speaker, office, lang)}"
        case ListBlock(items):
            return "\n".join(f"– {_runs_text(item)}" for item in items)
        case Picture(_, _, caption, credit):
            return " ".join(part for part in (caption, credit) if part)


def _runs_text(runs: Runs) -> str:
    out = []
    for run in runs:
        shown = run.href.removeprefix("mailto:") if run.href else None
        out.append(f"{run.text} ({shown})" if shown and shown != run.text else run.text)
    return "".join(out)


def to_print(blocks: Blocks, *, lang: str, picture: PictureBytes) -> list[dict[str, Any]]:
    """The body as data for the printed release; `picture` gives a picture's bytes, or None."""
    return [data for block in blocks if (data := _print(block, lang, picture)) is not None]


def _print(block: Block, lang: str, picture: PictureBytes) -> dict[str, Any] | None:
    match block:
        case Paragraph(runs):
            return {"kind": "paragraph", "runs": _runs_print(runs)}
        case Subhead(text):
            return {"kind": "subhead", "text": text}
        case Quotation(runs, speaker, office):
            marks = quotation_marks(lang)
            return {
                "kind": "quotation",
                "runs": [_plain(marks[0]), *_runs_print(runs), _plain(marks[1])],
                "by": _attribution(speaker, office, lang),
            }
        case ListBlock(items):
            return {"kind": "list", "items": [_runs_print(item) for item in items]}
        case Picture(picture_id, alt, caption, credit):
            data = picture(picture_id)
            if data is None:
                return None
            return {"kind": "picture", "data": list(data), "alt": alt, "caption": caption, "credit": credit}


def _plain(text: str) -> dict[str, Any]:
    return {"text": text, "bold": False, "italic": False, "href": None}


def _runs_print(runs: Runs) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": run.bold, "italic": run.italic, "href": run.href} for run in runs]


def first_words(blocks: Blocks, limit: int = 200) -> str:
    """The first paragraph's beginning, for a list or a preview card, cut at a word."""
    text = next((words(block.runs) for block in blocks if isinstance(block, Paragraph)), "")
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0] + " …"
