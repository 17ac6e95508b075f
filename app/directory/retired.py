"""The mark of somebody retired from a rank, in the spellings of lists (retired.json): "(R)", "(Retd.)", "в отставке"."""

import json
import re
from pathlib import Path

_DATA: dict[str, list[str]] = json.loads((Path(__file__).parent / "retired.json").read_text(encoding="utf-8"))
_MARKS, _WORDS = ("|".join(map(re.escape, _DATA[kind])) for kind in ("marks", "words"))
BRACKETED = re.compile(rf"[\[(]\s*(?:{_MARKS})\.?\s*[\])]", re.IGNORECASE)
WORD = re.compile(rf"(?<!\w),?\s*(?:{_WORDS})\b\.?(?<!emekli(?=\s\w))", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*(?:{BRACKETED.pattern}|\b(?:{_WORDS})\.?\s*$)", re.IGNORECASE)


def without_mark(rank: str) -> str:
    """The rank alone: "Lt Gen (Retd)" to "Lt Gen"."""
    return _BEHIND.sub("", rank).strip() or rank


def tells_retired(rank: str) -> bool:
    return without_mark(rank) != rank


def with_mark(rank: str, retired: bool) -> str:
    """The rank with its mark, which stays as it was written; one that is missing is "(R)"."""
    return f"{rank} (R)" if rank and retired and not tells_retired(rank) else rank
