"""What the keeper's marks on rows mean: colours, strike-through, hiding and comments, as a person decides it.

Stored in an import's options under "marks", by mark: "fill:FFFF00", "strike", "hidden" or "comment". A meaning is
"nothing", "skip", "note" (the comment goes to the notes), the code of a life state, or "tag:" and the tag.
"""

import colorsys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.directory.importing.furniture import kind_of_row
from app.directory.importing.mapping import Mapping as Columns
from app.directory.importing.person import PersonDraft
from app.directory.importing.sheets import RowMarks, Sheet
from app.directory.models import LifeState
from app.i18n import N_

NOTHING, SKIP, NOTE, TAG = "nothing", "skip", "note", "tag"
STRIKE, HIDDEN, COMMENT, FILL = "strike", "hidden", "comment", "fill:"
LIFE = (LifeState.LEFT_POST, LifeState.RETIRED, LifeState.DECEASED)
_PROPOSED = {STRIKE: SKIP, HIDDEN: SKIP, COMMENT: NOTE}
_LONGEST_TAG = 60
_SAMPLE = 3

_HUES = (
    (15, N_("red")),
    (45, N_("orange")),
    (70, N_("yellow")),
    (165, N_("green")),
    (200, N_("turquoise")),
    (255, N_("blue")),
    (290, N_("purple")),
    (340, N_("pink")),
    (361, N_("red")),
)
_GREY = N_("grey")


@dataclass(slots=True)
class Mark:
    """One kind of mark in a file: on how many rows, and the words of the first of them."""

    code: str
    rows: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def colour(self) -> str:
        """RRGGBB of a fill, else empty."""
        return self.code.removeprefix(FILL) if self.code.startswith(FILL) else ""


def marks_of(sheets: Iterable[tuple[Sheet, Columns]]) -> list[Mark]:
    """The marks that a file's persons wear, the most frequent first; headings and sections wear theirs for show."""
    found: dict[str, Mark] = {}
    for sheet, columns in sheets:
        for row in () if columns.skipped else sheet.rows:
            worn = codes(row.marks)
            if not worn or kind_of_row(row, sheet, columns) is not None:
                continue
            for code in worn:
                mark = found.setdefault(code, Mark(code))
                mark.rows += 1
                if len(mark.examples) < _SAMPLE:
                    mark.examples.append(row.marks.comment if code == COMMENT else row.text)
    return sorted(found.values(), key=lambda mark: -mark.rows)


def codes(marks: RowMarks) -> list[str]:
    """The marks of one row."""
    told = ((STRIKE, marks.strike), (HIDDEN, marks.hidden), (COMMENT, bool(marks.comment)))
    worn = [code for code, there in told if there]
    return [*worn, FILL + marks.fill] if marks.fill else worn


def meanings(mark: str) -> tuple[str, ...]:
    """What a person may choose for a mark; of a tag the word is asked, too."""
    first = (NOTE, NOTHING) if mark == COMMENT else (NOTHING,)
    return (*first, TAG, SKIP, *(state.value for state in LIFE))


def meaning_of(mark: str, options: Mapping[str, Any]) -> str:
    """The meaning that was chosen, else the proposal: hidden and struck rows are left out, comments are notes."""
    chosen: dict[str, str] = options.get("marks", {})
    return chosen.get(mark) or _PROPOSED.get(mark, NOTHING)


def undecided(options: Mapping[str, Any]) -> list[Mark]:
    """The marks of the file, as counted when it was read, about which nobody has decided yet."""
    worn: dict[str, int] = options.get("worn", {})
    return [Mark(code, rows) for code, rows in worn.items() if code not in options.get("marks", {})]


def checked(mark: str, meaning: str, tag: str) -> str:
    """A meaning as it came from a form, made storable; empty for what is none. A tag without a word is nothing."""
    if meaning not in meanings(mark):
        return ""
    if meaning == TAG:
        word = " ".join(tag.split())[:_LONGEST_TAG]
        return f"{TAG}:{word}" if word else NOTHING
    return meaning


def skipped_for(marks: RowMarks, options: Mapping[str, Any]) -> str:
    """The mark for which a row is left out, or nothing."""
    return next((code for code in codes(marks) if meaning_of(code, options) == SKIP), "")


def understood(draft: PersonDraft, marks: RowMarks, options: Mapping[str, Any]) -> PersonDraft:
    """The draft with what the marks on its row mean."""
    for code in codes(marks):
        meaning = meaning_of(code, options)
        if meaning == NOTE:
            draft = replace(
                draft, remarks=replace(draft.remarks, notes=(*draft.remarks.notes, marks.comment))
            )
        elif meaning.startswith(f"{TAG}:"):
            draft = replace(draft, tags=(*draft.tags, meaning.removeprefix(f"{TAG}:")))
        elif meaning in LIFE:
            draft = replace(draft, remarks=replace(draft.remarks, life_state=meaning))
    return draft


def colour_name(colour: str) -> str:
    """What people call a colour, as a gettext message id. `colour` is RRGGBB."""
    try:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return _GREY
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.15 or not 0.08 < lightness < 0.98:
        return _GREY
    return next(name for end, name in _HUES if hue * 360 < end)
