"""Questions that the slices above may answer, in the same transaction."""

from dataclasses import dataclass, field
from uuid import UUID

from blinker import Namespace

from app.events.models import Event

_signals = Namespace()

# sender: the Sought; a receiver adds the guests whom it knows by what was typed
guests_sought = _signals.signal("guests-sought")


@dataclass(slots=True)
class Sought:
    """What was typed to find a guest of an event; `found`: guest → why, in the reader's words."""

    event: Event
    text: str
    found: dict[UUID, str] = field(default_factory=dict)


# sender: None; guests and invitations of a person about to be forgotten, before their names go; now
guests_forgotten = _signals.signal("guests-forgotten")
