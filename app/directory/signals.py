"""What the slices above may listen to. Receivers run inside the transaction of the change."""

from blinker import Namespace

_signals = Namespace()

# sender: the Person; actor, now
person_changed = _signals.signal("person-changed")
# sender: the Person that stays; other: the one that goes; actor, now
person_merged = _signals.signal("person-merged")
# sender: the Person about to be deleted; actor, now
person_forgotten = _signals.signal("person-forgotten")
