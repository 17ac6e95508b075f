"""Are two names those of one person? Yes, perhaps or no; a human being decides."""

from enum import StrEnum

from app.names.scoring import score
from app.names.tables import table

_S: dict[str, float] = table("scores")


class Verdict(StrEnum):
    """What the names alone say: yes (ask to merge), perhaps (a possible duplicate), no (stay silent)."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


def same_person(a: str, b: str) -> Verdict:
    """Compare two names in both directions; the more doubtful answer counts."""
    found = min(score(a, b, mode="same"), score(b, a, mode="same"))
    if found >= _S["yes"]:
        return Verdict.YES
    return Verdict.PERHAPS if found >= _S["perhaps"] else Verdict.NO
