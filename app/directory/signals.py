"""What the slices above may listen to. Receivers run inside the transaction of the change."""

from dataclasses import dataclass, field
from typing import Any

from blinker import Namespace

_signals = Namespace()

# sender: the Person; actor, now
person_changed = _signals.signal("person-changed")
# sender: the Person that stays; other: the one that goes; actor, now. Receivers point their rows at the one that
# stays and answer with a Moved.
person_merged = _signals.signal("person-merged")
# sender: the Person that stayed; other: the one that is there again; moved: the Moved that the same slice gave;
# actor, now
person_split = _signals.signal("person-split")
# sender: the Person who asks what is held about him; actor, now. Receivers answer with {section: rows}.
person_disclosed = _signals.signal("person-disclosed")
# sender: the Person to be erased; actor, now. Receivers take his name out of what they keep, or refuse.
person_forgotten = _signals.signal("person-forgotten")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a slice pointed at the person who stays: ids by table and column, kept until the two are split.

    `remarks` are sentences on what somebody should look at now, as gettext message ids with their values.
    """

    slice: str
    rows: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
