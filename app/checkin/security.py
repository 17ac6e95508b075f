"""The list for those who guard the house: only what they need, under one version; every export is audited."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import paper, queries
from app.checkin.models import ListCut, ListLine
from app.checkin.service.cutting import addendum
from app.directory.names import CATEGORY_NAMES
from app.events.models import Event
from app.i18n import gettext, listed
from app.invitations.names import badge_number
from app.missions.models import Mission
from app.printing.security import Part, security_list
from app.rsvps import service as rsvps
from app.rsvps.models import SensitiveKind
from app.web.filters import moment

Plates = dict[UUID, str]


def plates_of(event: Event, guest_ids: Collection[UUID], *, user_id: UUID, now: datetime) -> Plates:
    """The vehicles of these guests; that they were looked at is written down."""
    wishes = rsvps.look_at_wishes(event, guest_ids, user_id=user_id, purpose="security list", now=now)
    return {guest_id: kinds.get(SensitiveKind.PLATE, "") for guest_id, kinds in wishes.items()}


def columns(*, plates: bool) -> list[str]:
    named = [gettext("No."), gettext("Name"), gettext("Office"), gettext("Organisation"), gettext("Category")]
    return [*named, gettext("Vehicle")] if plates else named


def rows(lines: Iterable[ListLine], plates: Plates | None) -> list[list[str]]:
    """The lines as cells; without `plates` no column of vehicles."""
    return [
        [
            badge_number(line.number),
            line.name or gettext("Companion, to be named"),
            line.office,
            line.organisation,
            gettext(CATEGORY_NAMES[line.category]),
            *([plates.get(line.guest_id, "")] if plates is not None else []),
        ]
        for line in lines
    ]


def print_list(event: Event, mission: Mission, cut: ListCut, plates: Plates | None, now: datetime) -> bytes:
    title = gettext("Guest list %(version)s", version=version_line(event, cut))
    return _print(event, mission, cut, [Part(title, rows(queries.lines(cut), plates))], plates, now)


def print_addendum(
    event: Event, mission: Mission, earlier: ListCut, later: ListCut, plates: Plates | None, now: datetime
) -> bytes:
    found = addendum(queries.lines(earlier), queries.lines(later))
    since = {"version": f"v{earlier.version}"}
    parts = [
        Part(gettext("Added since %(version)s", **since), rows(found.added, plates)),
        Part(gettext("No longer on the list since %(version)s", **since), rows(found.removed, plates)),
        Part(gettext("Changed since %(version)s", **since), rows(found.changed, plates)),
    ]
    return _print(event, mission, later, parts, plates, now)


def version_line(event: Event, cut: ListCut) -> str:
    """ "v7, 6 Nov, 14:10 PKT"."""
    return listed([f"v{cut.version}", moment(cut.cut_at, event.zone, "d MMM, HH:mm")])


def note_export(
    event: Event, cut: ListCut, *, form: str, with_plates: bool, actor: Actor, now: datetime
) -> None:
    """`form`: pdf, xlsx or addendum."""
    audit.record(
        f"checkin.export_list.{form}",
        "list_cut",
        cut.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
        fields=["number", "name", "office", "organisation", "category", *(["plate"] if with_plates else [])],
    )


def _print(
    event: Event, mission: Mission, cut: ListCut, parts: list[Part], plates: Plates | None, now: datetime
) -> bytes:
    return security_list(
        paper.head(event, mission, now, version_line(event, cut)),
        columns(plates=plates is not None),
        parts,
        plates=plates is not None,
        nobody=gettext("Nobody."),
        notice=gettext("For the security of this event only. Destroy after the event."),
        made_at=now,
    )
