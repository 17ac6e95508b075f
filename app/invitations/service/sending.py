"""How invitations leave the building: letters by campaign, single letters, and what is carried by hand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import after_commit, db, new_id
from app.directory.models import InvitationRoute
from app.events import service as events
from app.events.models import Event, EventStatus
from app.invitations import mails, problems, queries
from app.invitations.addressing import address_of, closed_to_letters, compose_lines
from app.invitations.circulars import REGISTER, Circular, by_letter, reach
from app.invitations.errors import AddressMissing, EventNotPublished, NobodyToWriteTo, Withdrawn
from app.invitations.models import Campaign, Channel, Dispatch, Invitation, InvitationStatus, Purpose
from app.invitations.service import trail
from app.invitations.service.guests import locked
from app.invitations.service.links import link_for
from app.jobs import enqueue
from app.mail import service as mail
from app.mail.errors import AddressUnusable
from app.mail.message import usable_address
from app.missions import queries as missions
from app.missions.models import Mission

SEND_JOB = "invitations.send"
CHUNK = 100
LETTER = "invitation"


@dataclass(slots=True)
class SendPlan:
    """What sending would do now, by invitation. `otherwise` go by hand, post or a shared link.

    `closed`: letters to their address came back, or its owner wants none.
    """

    letters: list[Invitation] = field(default_factory=list)
    closed: list[Invitation] = field(default_factory=list)
    no_address: list[Invitation] = field(default_factory=list)
    otherwise: list[Invitation] = field(default_factory=list)
    through_authority: list[Invitation] = field(default_factory=list)
    stopped: list[Invitation] = field(default_factory=list)


def plan_sending(event: Event, ids: Collection[UUID] | None = None) -> SendPlan:
    """Sort the invitations not yet sent (all, or these) by how they can go."""
    drafts = queries.all_listed(event, [InvitationStatus.DRAFT])
    plan = SendPlan()
    for invitation in drafts:
        if ids is None or invitation.id in ids:
            _sort_in(plan, invitation)
    closed = closed_to_letters(event.mission_id, plan.letters)
    plan.closed = [one for one in plan.letters if one.id in closed]
    plan.letters = [one for one in plan.letters if one.id not in closed]
    return plan


def start_campaign(
    event: Event, *, ids: Collection[UUID] | None, submission: str, actor: Actor, now: datetime
) -> Campaign:
    """Write to everybody who can be written to. The same form twice is one campaign.

    The letters are made in the background. Raises EventNotPublished, NobodyToWriteTo.
    """
    events.touch(event)
    if twin := _twin(event, submission):
        return twin
    if event.status is not EventStatus.PUBLISHED:
        raise EventNotPublished
    letters = queries.sendable_ids(event, ids)
    return _begin(event, letters, Purpose.INVITATION, submission=submission, actor=actor, now=now)


def start_circular(
    event: Event,
    circular: Circular,
    *,
    ids: Collection[UUID] | None,
    submission: str,
    actor: Actor,
    now: datetime,
) -> Campaign:
    """Write to those (all, or these) whom a circular still has to reach by letter. Raises NobodyToWriteTo."""
    events.touch(event)
    if twin := _twin(event, submission):
        return twin
    found = [one.id for one in reach(event, circular, now).letters if ids is None or one.id in ids]
    return _begin(event, found, circular.purpose, submission=submission, actor=actor, now=now)


def tell(invitation: Invitation, circular: Circular, *, actor: Actor, now: datetime) -> None:
    """Whoever is not written to was told otherwise: it is off the to-do list. Raises Withdrawn."""
    event, _rev = locked(invitation)
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    channel = Channel.PHONE if invitation.channel is Channel.EMAIL else invitation.channel
    db.session.add(_dispatch(invitation, event, circular.purpose, channel=channel, by_id=actor.id, now=now))
    trail.record(f"invitation.tell_{circular.purpose.value}", invitation, actor=actor, now=now)


def _twin(event: Event, submission: str) -> Campaign | None:
    """The same form, sent before."""
    mine = (Campaign.mission_id == event.mission_id, Campaign.event_id == event.id)
    return db.session.scalars(select(Campaign).where(*mine, Campaign.submission == submission)).one_or_none()


def _begin(
    event: Event, letters: list[UUID], purpose: Purpose, *, submission: str, actor: Actor, now: datetime
) -> Campaign:
    if not letters:
        raise NobodyToWriteTo
    campaign = Campaign(
        mission_id=event.mission_id,
        event_id=event.id,
        purpose=purpose,
        submission=submission,
        created_by=actor.id,
        created_at=now,
        total=len(letters),
        waiting=[str(invitation_id) for invitation_id in letters],
    )
    db.session.add(campaign)
    db.session.flush()
    _audit("campaign.start", campaign, actor=actor, now=now)
    after_commit(lambda: enqueue(SEND_JOB, str(campaign.id)))
    return campaign


def write_some(campaign_id: UUID, *, now: datetime) -> bool:
    """Put the next letters of a campaign into the outbox; whether some are left to write.

    Any number of workers may run it: the event's lock lets one write, and what is written leaves `waiting`.
    """
    found = db.session.get(Campaign, campaign_id)
    if found is None:
        return False
    event = events.lock(found.mission_id, found.event_id)
    campaign = db.session.scalars(
        select(Campaign).where(Campaign.id == campaign_id).execution_options(populate_existing=True)
    ).one()
    if campaign.finished_at or campaign.stopped_at:
        return False
    now_due, later = campaign.waiting[:CHUNK], campaign.waiting[CHUNK:]
    mission = missions.get(campaign.mission_id)
    write = _write if campaign.purpose is Purpose.INVITATION else _write_circular
    found_now = queries.some(event, [UUID(one) for one in now_due])
    closed = closed_to_letters(event.mission_id, found_now)
    for invitation in found_now:
        if invitation.id in closed or not write(invitation, event, mission, campaign=campaign, now=now):
            campaign.skipped += 1
    campaign.waiting = later
    campaign.finished_at = None if later else now
    return bool(later)


def stop_campaign(campaign: Campaign, *, actor: Actor, now: datetime) -> int:
    """Write no more letters of it, and hold those that have not left. Returns how many were held."""
    campaign.stopped_at = campaign.stopped_at or now
    _audit("campaign.stop", campaign, actor=actor, now=now)
    return mail.hold(campaign.id, mission_id=campaign.mission_id, actor=actor, now=now)


def continue_campaign(campaign: Campaign, *, actor: Actor, now: datetime) -> None:
    """Go on where it was stopped."""
    campaign.stopped_at = None
    mail.release(campaign.id, mission_id=campaign.mission_id, actor=actor, now=now)
    _audit("campaign.continue", campaign, actor=actor, now=now)
    after_commit(lambda: enqueue(SEND_JOB, str(campaign.id)))


def resend(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Write to one invitation now, for the first time or once more.

    Raises EventNotPublished, Withdrawn, AddressMissing, AddressUnusable.
    """
    event, rev = locked(invitation)
    if event.status is not EventStatus.PUBLISHED:
        raise EventNotPublished
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    if not address_of(invitation).email:
        raise AddressMissing
    mission = missions.get(invitation.mission_id)
    _post(invitation, event, mission, campaign_id=None, once=str(new_id()), actor_id=actor.id, now=now)
    mark_sent(invitation, event, rev=rev, now=now)
    trail.record("invitation.send", invitation, actor=actor, now=now)


def _sort_in(plan: SendPlan, invitation: Invitation) -> None:
    kinds = {problem.kind for problem in problems.of_invitation(invitation)}
    if kinds & {problems.ProblemKind.DECEASED, problems.ProblemKind.DO_NOT_INVITE}:
        plan.stopped.append(invitation)
    elif invitation.channel is not Channel.EMAIL and invitation.route is not InvitationRoute.DIRECT:
        plan.through_authority.append(invitation)
    elif invitation.channel is not Channel.EMAIL:
        plan.otherwise.append(invitation)
    elif problems.ProblemKind.NO_ADDRESS in kinds:
        plan.no_address.append(invitation)
    else:
        plan.letters.append(invitation)


def _write(
    invitation: Invitation, event: Event, mission: Mission, *, campaign: Campaign, now: datetime
) -> bool:
    """One letter of a campaign. What was sent, withdrawn or lost its address since is passed over."""
    plan = SendPlan()
    _sort_in(plan, invitation)
    if invitation.status is not InvitationStatus.DRAFT or not plan.letters:
        return False
    if event.status is not EventStatus.PUBLISHED:
        return False
    try:
        usable_address(address_of(invitation).email)
    except AddressUnusable:
        return False
    _post(invitation, event, mission, campaign_id=campaign.id, once="", actor_id=campaign.created_by, now=now)
    mark_sent(invitation, event, rev=event.rev, now=now)
    return True


def _write_circular(
    invitation: Invitation, event: Event, mission: Mission, *, campaign: Campaign, now: datetime
) -> bool:
    """One letter of another purpose; whom it no longer fits is passed over."""
    circular = REGISTER[campaign.purpose]
    address = address_of(invitation)
    try:
        usable_address(address.email)
    except AddressUnusable:
        return False
    if not by_letter(invitation) or not circular.fits(invitation, event, now):
        return False
    link_for(invitation, Channel.EMAIL, now=now)
    letter_id = mail.post(
        circular.write(invitation, event, mission, address, now),
        kind=circular.kind,
        mission_id=invitation.mission_id,
        recipient_ref=mails.recipient_ref(invitation),
        now=now,
        event_id=event.id,
        campaign_id=campaign.id,
        expires_at=None if circular.purpose is Purpose.RECALL else event.ends_at or event.starts_at,
    )
    row = _dispatch(
        invitation, event, circular.purpose, channel=Channel.EMAIL, by_id=campaign.created_by, now=now
    )
    row.outbox_id = letter_id
    db.session.add(row)
    return True


def _dispatch(
    invitation: Invitation,
    event: Event,
    purpose: Purpose,
    *,
    channel: Channel,
    by_id: UUID | None,
    now: datetime,
) -> Dispatch:
    """`document_version` tells of which state of the event somebody was told."""
    return Dispatch(
        mission_id=invitation.mission_id,
        invitation_id=invitation.id,
        channel=channel,
        document=purpose.value,
        document_version=event.ics_sequence,
        at=now,
        by_id=by_id,
    )


def _post(
    invitation: Invitation,
    event: Event,
    mission: Mission,
    *,
    campaign_id: UUID | None,
    once: str,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    address = address_of(invitation)
    snapshot(invitation, event)
    link_for(invitation, Channel.EMAIL, now=now)
    letter_id = mail.post(
        mails.invitation_letter(invitation, event, mission, address=address),
        kind=mails.INVITATION,
        mission_id=invitation.mission_id,
        recipient_ref=mails.recipient_ref(invitation),
        now=now,
        event_id=event.id,
        campaign_id=campaign_id,
        once=once,
        expires_at=event.ends_at or event.starts_at,
    )
    invitation.email, invitation.via_assistant = address.email, address.via_assistant
    db.session.add(
        Dispatch(
            mission_id=invitation.mission_id,
            invitation_id=invitation.id,
            channel=Channel.EMAIL,
            document=LETTER,
            document_version=event.text(invitation.language).version,
            outbox_id=letter_id,
            at=now,
            by_id=actor_id,
        )
    )


def mark_sent(invitation: Invitation, event: Event, *, rev: int, now: datetime) -> None:
    """It has left, whichever way; its guests are told to the gates."""
    snapshot(invitation, event)
    if invitation.status is InvitationStatus.DRAFT:
        invitation.status, invitation.sent_at = InvitationStatus.SENT, now
        for guest in invitation.guests:
            guest.rev = rev


def snapshot(invitation: Invitation, event: Event) -> None:
    """Keep the words as they leave; a later correction in the directory does not change what was sent."""
    languages: Sequence[str] = list(dict.fromkeys([*event.languages, invitation.language]))
    missing = [language for language in languages if language not in invitation.lines]
    if missing:
        fresh = {language: compose_lines(invitation, language) for language in missing}
        invitation.lines = {**invitation.lines, **fresh}


def _audit(verb: str, campaign: Campaign, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb,
        "campaign",
        campaign.id,
        actor=actor,
        now=now,
        mission_id=campaign.mission_id,
        event_id=campaign.event_id,
    )
