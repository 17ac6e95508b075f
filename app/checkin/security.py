"""The list for those who guard the house: only what they need, under one version; every export is audited."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import paper, queries
from app.checkin.models import ListCut, ListLine
from app.checkin.service.cutting import addendum
from app.directory.names import CATEGORY_NAMES
from app.events.models import Event
from app.i18n import current_language, direction, gettext, lazy, listed
from app.invitations.names import badge_number
from app.missions.models import Mission
from app.printing.security import Part, security_list
from app.rsvps import queries as replies
from app.rsvps import service as rsvps
from app.rsvps.models import SensitiveKind
from app.web.filters import moment

RIGHT_TO_LEFT = "\u200f"
PRINTED = {
    SensitiveKind.PLATE: lazy("Vehicle"),
    SensitiveKind.DRIVER: lazy("Driver"),
    SensitiveKind.IDENTITY: lazy("Identity number"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What guests told for one evening only, as far as it may be printed: the kinds, and the texts by guest."""

    kinds: tuple[SensitiveKind, ...] = ()
    by_guest: Mapping[UUID, Mapping[SensitiveKind, str]] = field(default_factory=dict)


NOTHING = Told()


def told_of(
    event: Event, mission: Mission, guest_ids: Collection[UUID], *, user_id: UUID, now: datetime
) -> Told:
    """Vehicles and drivers of these guests, and identity numbers where the mission asks for them; that they
    were looked at is written down.
    """
    found = rsvps.look_at_wishes(event, guest_ids, user_id=user_id, purpose="security list", now=now)
    kinds = [kind for kind in PRINTED if kind is not SensitiveKind.IDENTITY or mission.identity_numbers]
    return Told(tuple(kinds), found)


def columns(told: Told) -> list[str]:
    named = [gettext("No."), gettext("Name"), gettext("Office"), gettext("Organisation"), gettext("Category")]
    return [*named, *(str(PRINTED[kind]) for kind in told.kinds)]


def rows(lines: Iterable[ListLine], told: Told) -> list[list[str]]:
    """The lines as cells, under `columns`."""
    return [
        [
            badge_number(line.number),
            line.name or gettext("Companion, to be named"),
            line.office,
            line.organisation,
            gettext(CATEGORY_NAMES[line.category]),
            *(told.by_guest.get(line.guest_id, {}).get(kind, "") for kind in told.kinds),
        ]
        for line in lines
    ]


def print_list(event: Event, mission: Mission, cut: ListCut, told: Told, now: datetime) -> bytes:
    title = gettext("Guest list %(version)s", version=version_line(event, cut))
    return print_parts(event, mission, cut, [Part(title, rows(queries.lines(cut), told))], told, now)


def print_parts(
    event: Event, mission: Mission, cut: ListCut, parts: list[Part], told: Told, now: datetime
) -> bytes:
    return security_list(
        paper.head(event, mission, now, version_line(event, cut)),
        columns(told),
        parts,
        nobody=gettext("Nobody."),
        notice=gettext("For the security of this event only. Destroy after the event."),
        made_at=now,
    )


def addendum_parts(event: Event, earlier: ListCut, later: ListCut, told: Told) -> list[Part]:
    """What changed between two versions, with vehicles and whatever else was told or taken back after the
    earlier one.
    """
    before, after = queries.lines(earlier), queries.lines(later)
    ids = {line.guest_id for line in (*before, *after)}
    new = replies.told_since(event.mission_id, ids, told.kinds, earlier.cut_at)
    told = _with_taken_back(told, new)
    found = addendum(before, after, told=new)
    since = {"version": f"v{earlier.version}"}
    return [
        Part(gettext("Added since %(version)s", **since), rows(found.added, told)),
        Part(gettext("No longer on the list since %(version)s", **since), rows(found.removed, told)),
        Part(gettext("Changed since %(version)s", **since), rows(found.changed, told)),
    ]


def _with_taken_back(told: Told, new: Mapping[UUID, Mapping[SensitiveKind, str]]) -> Told:
    """A cell that has become empty says so: a car that no longer comes is news for the barrier."""
    withdrawn = gettext("withdrawn")
    by_guest = dict(told.by_guest)
    for guest_id, kinds in new.items():
        gone = {kind: withdrawn for kind, text in kinds.items() if not text}
        by_guest[guest_id] = {**by_guest.get(guest_id, {}), **gone}
    return Told(told.kinds, by_guest)


def version_line(event: Event, cut: ListCut) -> str:
    """ "v7, 6 Nov, 14:10 PKT"."""
    # Without the mark the day would join the Latin version, and stand before it, where one reads from the right.
    after = RIGHT_TO_LEFT if direction(current_language()) == "rtl" else ""
    return listed([f"v{cut.version}{after}", moment(cut.cut_at, event.zone, "d MMM, HH:mm")])


def note_export(event: Event, cut: ListCut, *, form: str, told: Told, actor: Actor, now: datetime) -> None:
    """`form`: pdf, xlsx or addendum."""
    audit.record(
        f"checkin.export_list.{form}",
        "list_cut",
        cut.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
        fields=["number", "name", "office", "organisation", "category", *told.kinds],
    )
