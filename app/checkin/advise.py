"""What the gate page advises for one guest: pure, the twin of `app/static/js/checkin/advise.js`.

Colours: green admits at once, amber asks with one sentence and admits with one tap, red stops and admits only
with a reason. Precedence of the answers: revoked, the guest who is already inside, the badge, the nameless,
the status.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from app.checkin.fold import REPEAT_WITHIN, Fact, Kind, Presence, Verdict, fold

GREEN, AMBER, RED = "green", "amber", "red"

COLOURS = {
    "expected": GREEN,
    "presumed": GREEN,
    "repeat": GREEN,
    "unanswered": AMBER,
    "declined": AMBER,
    "awaiting": AMBER,
    "represented": AMBER,
    "walk_in": AMBER,
    "nameless": AMBER,
    "inside": AMBER,
    "superseded": AMBER,
    "reserved": AMBER,
    "ask": AMBER,
    "revoked": RED,
    "cancelled": RED,
    "badge_revoked": RED,
    "unknown": RED,
}
STATUSES = (
    "expected",
    "presumed",
    "unanswered",
    "declined",
    "awaiting",
    "represented",
    "walk_in",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A guest as a device knows him; `badge` is the state of the badge that was shown, None when found by
    search.
    """

    gid: str
    status: str
    named: bool = True
    badge: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Where the question is asked: the gate, its stage and the device."""

    gate_id: str
    stage: str
    device_id: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer: its code, its colour and, for one already inside, the gate and the time (ms) of his
    entry.
    """

    code: str
    colour: str
    gate_id: str | None = None
    since: int | None = None


def advise(
    guest: Subject | None,
    local: Iterable[Fact],
    peers: Iterable[Fact],
    post: Post,
    now: int,
) -> Advice:
    """Answer for a guest (None: a code nobody knows) from the device's own scans and those of its peers."""
    if guest is None:
        return Advice("unknown", RED)
    facts = list(chain(local, peers))
    presence = fold(guest.gid, facts)
    code = _code(guest, facts, presence, post, now)
    if code in ("inside", "repeat", "revoked", "cancelled") and presence.inside:
        return Advice(code, COLOURS[code], presence.gate_id, presence.since)
    return Advice(code, COLOURS[code])


def _code(guest: Subject, facts: list[Fact], presence: Presence, post: Post, now: int) -> str:
    if guest.status in ("revoked", "cancelled"):
        return guest.status
    if presence.inside:
        return "repeat" if _just_read(facts, presence, post, now) else "inside"
    if guest.badge == "revoked":
        return "badge_revoked"
    if guest.badge == "superseded":
        return "superseded"
    if not guest.named:
        return "nameless"
    return guest.status if guest.status in STATUSES else "ask"


def _just_read(facts: list[Fact], presence: Presence, post: Post, now: int) -> bool:
    return any(
        fact.device_id == post.device_id
        and fact.kind == Kind.ENTRY
        and presence.verdicts.get(fact.id) != Verdict.VOIDED
        and 0 <= now - fact.at <= REPEAT_WITHIN
        for fact in facts
    )
