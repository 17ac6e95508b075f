"""Finding replies and sensitive answers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from app.db import db
from app.events.models import Event
from app.invitations import queries as invitations
from app.invitations.models import Guest, GuestRole, GuestStatus, Invitation
from app.rsvps.errors import ReplyNotFound
from app.rsvps.models import Reply, ReplyChannel, SensitiveAnswer, SensitiveKind, Standing

SHORTEST_PLATE = 3

OPEN = (Standing.REQUEST, Standing.CONTRADICTION)
STANDS = (Standing.APPLIED, Standing.GRANTED)


def get(mission_id: UUID, event_id: UUID, reply_id: UUID) -> Reply:
    """Raises ReplyNotFound."""
    found = db.session.scalars(_of(mission_id, event_id).where(Reply.id == reply_id)).one_or_none()
    if found is None:
        raise ReplyNotFound
    return found


def latest(invitation: Invitation) -> Reply | None:
    """The last answer that came, whatever became of it."""
    return db.session.scalars(_to(invitation).order_by(Reply.at.desc(), Reply.id.desc()).limit(1)).first()


def standing(invitation: Invitation) -> Reply | None:
    """The answer that holds now."""
    query = _to(invitation).where(Reply.standing.in_(STANDS))
    return db.session.scalars(query.order_by(Reply.at.desc(), Reply.id.desc()).limit(1)).first()


def waiting(invitation: Invitation) -> list[Reply]:
    """Answers to this invitation on which the embassy has not decided."""
    return list(db.session.scalars(_to(invitation).where(Reply.standing.in_(OPEN)).order_by(Reply.at)))


def history(invitation: Invitation) -> list[Reply]:
    """Every answer, the newest first."""
    return list(db.session.scalars(_to(invitation).order_by(Reply.at.desc(), Reply.id.desc())))


def to_decide(event: Event) -> int:
    """How many replies and representatives wait for the embassy's decision."""
    waiting = _of(event.mission_id, event.id).where(Reply.standing.in_(OPEN))
    replies = db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    return replies + len(representatives_to_approve(event))


def open_replies(event: Event) -> list[tuple[Reply, Invitation]]:
    """Requests and contradictions, the oldest first."""
    query = _of(event.mission_id, event.id).where(Reply.standing.in_(OPEN)).order_by(Reply.at, Reply.id)
    return _with_invitations(event, db.session.scalars(query).all())


def recent(event: Event, *, limit: int = 50, offset: int = 0) -> list[tuple[Reply, Invitation]]:
    """The newest replies first."""
    query = _of(event.mission_id, event.id).order_by(Reply.at.desc(), Reply.id.desc())
    return _with_invitations(event, db.session.scalars(query.limit(limit).offset(offset)).all())


def count(event: Event) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(_of(event.mission_id, event.id).subquery())) or 0
    )


def representatives_to_approve(event: Event) -> list[tuple[Guest, Guest]]:
    """(representative, whom he represents) on whom the embassy has not decided."""
    everybody = invitations.guests(event.mission_id, event.id, statuses=[GuestStatus.AWAITING])
    waiting = [one for one in everybody if one.role is GuestRole.REPRESENTATIVE and one.represents_id]
    if not waiting:
        return []
    represented = invitations.guests(
        event.mission_id, event.id, ids=[one.represents_id for one in waiting if one.represents_id]
    )
    by_id = {one.id: one for one in represented}
    return [(one, by_id[one.represents_id]) for one in waiting if one.represents_id in by_id]


def accepted(event: Event, *, but: Collection[UUID] = ()) -> int:
    """Guests who have accepted, apart from those of the guest ids in `but`."""
    query = select(func.count(Guest.id)).where(
        Guest.mission_id == event.mission_id,
        Guest.event_id == event.id,
        Guest.status == GuestStatus.ACCEPTED,
    )
    return db.session.scalar(query.where(Guest.id.not_in(but)) if but else query) or 0


def wishes(mission_id: UUID, guest_ids: Collection[UUID]) -> dict[UUID, dict[SensitiveKind, str]]:
    """What guests told for one evening only, by guest. Whoever shows them to staff records it (`service.look_at_wishes`)."""
    query = select(SensitiveAnswer).where(
        SensitiveAnswer.mission_id == mission_id,
        SensitiveAnswer.guest_id.in_(guest_ids),
        SensitiveAnswer.text != "",
    )
    return _by_guest(query)


def told_since(
    mission_id: UUID, guest_ids: Collection[UUID], kinds: Collection[SensitiveKind], moment: datetime
) -> dict[UUID, dict[SensitiveKind, str]]:
    """What these guests told, told otherwise or took back (then it is empty) after the moment, by guest."""
    query = select(SensitiveAnswer).where(
        SensitiveAnswer.mission_id == mission_id,
        SensitiveAnswer.guest_id.in_(guest_ids),
        SensitiveAnswer.kind.in_(kinds),
        SensitiveAnswer.given_at > moment,
    )
    return _by_guest(query)


def recorded_by_staff(invitation: Invitation) -> Reply | None:
    """The standing answer, where staff recorded it."""
    reply = standing(invitation)
    return reply if reply is not None and reply.channel is not ReplyChannel.WEB else None


def _by_guest(query: Select[SensitiveAnswer]) -> dict[UUID, dict[SensitiveKind, str]]:
    found: dict[UUID, dict[SensitiveKind, str]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.guest_id, {})[row.kind] = row.text
    return found


def _of(mission_id: UUID, event_id: UUID) -> Select[Reply]:
    return select(Reply).where(Reply.mission_id == mission_id, Reply.event_id == event_id)


def _to(invitation: Invitation) -> Select[Reply]:
    return select(Reply).where(
        Reply.mission_id == invitation.mission_id, Reply.invitation_id == invitation.id
    )


def _with_invitations(event: Event, replies: Sequence[Reply]) -> list[tuple[Reply, Invitation]]:
    found = invitations.of_event(event, {reply.invitation_id for reply in replies})
    return [(reply, found[reply.invitation_id]) for reply in replies]


def guests_with_plate(event: Event, typed: str) -> list[UUID]:
    """Guests of whose number plates what was typed is a part; spaces and dashes do not count."""
    wanted = _plate(typed)
    if len(wanted) < SHORTEST_PLATE or not any(map(str.isdigit, wanted)):
        return []
    query = (
        select(SensitiveAnswer.guest_id, SensitiveAnswer.text)
        .join(Guest, Guest.id == SensitiveAnswer.guest_id)
        .where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
        .where(SensitiveAnswer.kind == SensitiveKind.PLATE)
    )
    return [row.guest_id for row in db.session.execute(query) if wanted in _plate(row.text)]


def _plate(text: str) -> str:
    return "".join(filter(str.isalnum, text.upper()))
