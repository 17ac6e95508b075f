"""What the slices above may listen to. Receivers run inside the transaction of the change."""

from blinker import Namespace

_signals = Namespace()

event_rescheduled = _signals.signal("event-rescheduled")
event_cancelled = _signals.signal("event-cancelled")
event_changed = _signals.signal("event-changed")
