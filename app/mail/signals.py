"""What the outbox tells those above it, without knowing them. The sender of a signal is the kind's name."""

from dataclasses import dataclass, field
from datetime import datetime

from blinker import Namespace

from app.mail.letter import Letter
from app.mail.message import Attachment
from app.mail.models import LetterState, Outbox

_signals = Namespace()

letter_leaving = _signals.signal("letter-leaving")
"""A letter is about to leave: `leaving=Leaving`, inside the transaction that claims it.

A receiver may refuse the letter, say how it reads by now, and supply the secrets that it shows.
Connect with `letter_leaving.connect(receiver, sender="<kind>")`.
"""

letters_coming = _signals.signal("letters-coming")
"""These letters of one kind will be asked about next: `letters=[Outbox, …]`, within the same transaction.

A receiver may fetch what it needs for all of them; what it returns is kept until they have been asked about.
"""

letter_settled = _signals.signal("letter-settled")
"""A letter left or came to its end: `letter=Outbox` (see its state), `now`; within that transaction."""

letter_returned = _signals.signal("letter-returned")
"""Something came back to a letter: `letter=Outbox` (bounced: telephone), `kind=ReturnedKind`, `now`."""


@dataclass
class Leaving:
    """A letter at the door. `letter` is its row, to be read only; what is supplied stays in memory."""

    letter: Outbox
    now: datetime
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    attachments: list[Attachment] = field(default_factory=list, repr=False)
    refused_as: LetterState | None = None
    reason: str = ""
    rewritten: Letter | None = field(default=None, repr=False)

    def refuse(self, reason: str) -> None:
        """It must not leave any more: the guest was withdrawn, the event called off."""
        self.refused_as, self.reason = LetterState.CANCELLED, reason

    def suppress(self, reason: str) -> None:
        """Nobody may write to this address."""
        self.refused_as, self.reason = LetterState.SUPPRESSED, reason

    def reads(self, letter: Letter) -> None:
        """How the letter would be written now; it takes the old one's place where they differ."""
        self.rewritten = letter

    def supply(self, name: str, secret: str) -> None:
        """What to put in for `placeholder(name)`."""
        self.secrets[name] = secret

    def attach(self, attachment: Attachment) -> None:
        """A file or an inline picture made for this copy alone, such as a badge."""
        self.attachments.append(attachment)
