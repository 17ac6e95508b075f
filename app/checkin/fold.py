"""The fold over one guest's scans: pure, total, and the same under any order of arrival.

Times are whole milliseconds since 1970 (`at`, the corrected time fixed at first receipt). Every scan is a
fact: the fold classifies, it never refuses. `app/static/js/checkin/fold.js` is its twin under the same
vectors.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

REPEAT_WITHIN = 10_000
VOID_WITHIN = 5 * 60_000


class Stage(StrEnum):
    """What a gate's scans mean: at `admit` entries and exits count, `sight` only says "seen"."""

    ADMIT = "admit"
    SIGHT = "sight"


class Kind(StrEnum):
    """What was done at the gate."""

    SIGHTED = "sighted"
    ENTRY = "entry"
    EXIT = "exit"
    REFER = "refer"
    REFUSE = "refuse"
    AMEND = "amend"
    VOID = "void"


class Verdict(StrEnum):
    """How the fold reads one scan; it may change when an earlier scan arrives later."""

    FIRST = "first"
    REENTRY = "reentry"
    REPEAT = "repeat"
    DUPLICATE = "duplicate"
    EXIT = "exit"
    EXIT_WITHOUT_ENTRY = "exit_without_entry"
    NOTED = "noted"
    VOIDED = "voided"
    VOID = "void"
    VOID_REFUSED = "void_refused"


@dataclass(frozen=True, slots=True)
class Fact:
    """One stored scan as the fold needs it; `marks` are the flags fixed at receipt (late, uncertain,
    late_revoked).
    """

    id: str
    device_id: str
    seq: int
    kind: str
    gate_id: str
    at: int
    stage: str = Stage.ADMIT
    ref: str | None = None
    advice: str | None = None
    override: bool = False
    may_void: bool = False
    marks: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The one order of scans; the id only parts two scans of a device whose counter was lost."""
        return (self.at, self.device_id, self.seq, self.id)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two admissions of one guest of which the second is not explained."""

    cid: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Presence:
    """What the scans of one guest amount to. `since` and `gate_id` belong to the entry that brought him
    in.
    """

    inside: bool = False
    since: int | None = None
    gate_id: str | None = None
    first_at: int | None = None
    first_gate_id: str | None = None
    left_at: int | None = None
    left_gate_id: str | None = None
    seen_at: int | None = None
    entries: int = 0
    exits: int = 0
    flags: frozenset[str] = frozenset()
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()


def clash_id(gid: str, first: str, second: str) -> str:
    """The id of a conflict: 32 hexadecimal characters, the same wherever it is computed."""
    return hashlib.sha256(f"{gid}|{first}|{second}".encode()).hexdigest()[:32]


def void_holds(void: Fact, target: Fact) -> bool:
    """Whether this void undoes that scan: the device's own within five minutes, or by the right to void."""
    if target.kind == Kind.VOID:
        return False
    own = void.device_id == target.device_id and abs(void.at - target.at) <= VOID_WITHIN
    return void.may_void or own


def knowing(fact: Fact) -> bool:
    """Whether an officer saw that the guest was inside and admitted him with a reason."""
    return fact.override and fact.advice == "inside"


def flags_of(fact: Fact) -> frozenset[str]:
    """The flags one scan carries into its guest's state."""
    flags = set(fact.marks)
    if fact.override:
        flags.add("override")
    if fact.kind == Kind.ENTRY and fact.advice in ("unanswered", "declined"):
        flags.add(fact.advice)
    return frozenset(flags)


def fold(gid: str, facts: Iterable[Fact]) -> Presence:
    """Read all scans of one guest, with every void that names one of them; a fact given twice counts once."""
    ordered = sorted({fact.id: fact for fact in facts}.values(), key=lambda fact: fact.order)
    verdicts = _judge_voids(ordered)
    walk = _Walk(gid, verdicts)
    for fact in ordered:
        if fact.id not in verdicts:
            walk.take(fact)
    return walk.result()


def _judge_voids(ordered: Sequence[Fact]) -> dict[str, Verdict]:
    known = {fact.id: fact for fact in ordered}
    verdicts: dict[str, Verdict] = {}
    for void in (fact for fact in ordered if fact.kind == Kind.VOID):
        target = known.get(void.ref or "")
        if target is None:
            verdicts[void.id] = Verdict.VOID
        elif void_holds(void, target):
            verdicts[void.id] = Verdict.VOID
            verdicts[target.id] = Verdict.VOIDED
        else:
            verdicts[void.id] = Verdict.VOID_REFUSED
    return verdicts


class _Walk:
    """The guest's way through the scans, one after the other."""

    def __init__(self, gid: str, verdicts: dict[str, Verdict]) -> None:
        self.gid = gid
        self.verdicts = verdicts
        self.inside: Fact | None = None
        self.first: Fact | None = None
        self.left: Fact | None = None
        self.seen_at: int | None = None
        self.entries = 0
        self.exits = 0
        self.flags: set[str] = set()
        self.clashes: list[Clash] = []
        self.last_read: dict[str, int] = {}

    def take(self, fact: Fact) -> None:
        self.flags |= flags_of(fact)
        if fact.kind == Kind.ENTRY and fact.stage == Stage.ADMIT:
            self.verdicts[fact.id] = self._enter(fact)
        elif fact.kind == Kind.EXIT and fact.stage == Stage.ADMIT:
            self.verdicts[fact.id] = self._leave(fact)
        else:
            self.verdicts[fact.id] = Verdict.NOTED
            if fact.kind in (Kind.SIGHTED, Kind.ENTRY) and self.seen_at is None:
                self.seen_at = fact.at

    def _enter(self, fact: Fact) -> Verdict:
        previous = self.last_read.get(fact.device_id)
        self.last_read[fact.device_id] = fact.at
        if self.inside is None:
            self.inside = fact
            self.entries += 1
            if self.first is None:
                self.first = fact
                return Verdict.FIRST
            return Verdict.REENTRY
        if previous is not None and fact.at - previous <= REPEAT_WITHIN:
            return Verdict.REPEAT
        if not knowing(fact):
            cid = clash_id(self.gid, self.inside.id, fact.id)
            self.clashes.append(Clash(cid, self.inside.id, fact.id))
        return Verdict.DUPLICATE

    def _leave(self, fact: Fact) -> Verdict:
        self.last_read.clear()
        if self.inside is None:
            return Verdict.EXIT_WITHOUT_ENTRY
        self.inside = None
        self.left = fact
        self.exits += 1
        return Verdict.EXIT

    def result(self) -> Presence:
        return Presence(
            inside=self.inside is not None,
            since=self.inside.at if self.inside else None,
            gate_id=self.inside.gate_id if self.inside else None,
            first_at=self.first.at if self.first else None,
            first_gate_id=self.first.gate_id if self.first else None,
            left_at=self.left.at if self.left else None,
            left_gate_id=self.left.gate_id if self.left else None,
            seen_at=self.seen_at,
            entries=self.entries,
            exits=self.exits,
            flags=frozenset(self.flags),
            verdicts=self.verdicts,
            clashes=tuple(self.clashes),
        )
