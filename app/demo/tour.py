"""The guided tour: what each of its buttons opens, and as whom."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from app import clock
from app.accounts import queries as accounts
from app.accounts.models import Role, User
from app.audit.actor import Actor
from app.checkin import queries as checkin
from app.checkin.fold import Stage
from app.checkin.models import Right
from app.checkin.service import enrolling
from app.db import transaction
from app.demo import founding, replay
from app.demo.reading import DATA
from app.demo.tasks import EVENING
from app.directory.imports import preview
from app.errors import NotFound
from app.events.models import Event
from app.i18n import N_
from app.invitations import keys
from app.invitations import queries as invitations
from app.invitations.models import Channel, GuestStatus, Invitation, InvitationStatus
from app.jobs import enqueue
from app.operations import marks
from app.press import queries as press
from app.web.urls import settings

SAMPLE = "guest list (final) 2.csv"
OPERATOR = "Emin"


@dataclass(frozen=True, slots=True)
class Stop:
    """`role` is who is signed in for it, nobody where it is None. `apart`: in a tab of its own."""

    label: str
    role: Role | None
    go: Callable[[User | None], str]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    words: str
    stops: tuple[str, ...]


def _event() -> Event:
    return replay.coming(clock.now())


def _start(_user: User | None) -> str:
    return url_for("home.mission_start", mission=founding.slug())


def _import(user: User | None) -> str:
    if user is None:
        raise NotFound
    with transaction():
        run = preview.preview(
            _event().mission_id,
            filename=SAMPLE,
            data=(DATA / "guest-list.csv").read_bytes(),
            actor=Actor.staff(user.id),
            now=clock.now(),
        )
        run_id = run.id
    return url_for("directory.import_", mission=founding.slug(), import_id=run_id)


def _search(_user: User | None) -> str:
    return url_for("directory.index", mission=founding.slug(), q="Khazar")


def _guests(_user: User | None) -> str:
    return url_for("invitations.index", mission=founding.slug(), event_id=_event().id)


def _letter(_user: User | None) -> str:
    return _page_of(GuestStatus.UNANSWERED, places=2)


def _badge(_user: User | None) -> str:
    return _page_of(GuestStatus.ACCEPTED, places=1)


def _page_of(status: GuestStatus, *, places: int) -> str:
    """The personal page of a guest who stands like that and got his letter by e-mail, in English if one did."""
    found = [
        one
        for one in invitations.all_listed(_event(), [InvitationStatus.SENT])
        if len(one.guests) == places and _stands(one, status)
    ]
    for invitation in sorted(found, key=lambda one: one.language != "en"):
        if link := invitations.live_link(invitation, Channel.EMAIL):
            token = keys.reply_token(link.mission_id, link.invitation_id, link.copy)
            return url_for("rsvps.letter", token=token)
    raise NotFound


def _stands(invitation: Invitation, status: GuestStatus) -> bool:
    return all(guest.status is status and guest.name for guest in invitation.guests)


def _replies(_user: User | None) -> str:
    return url_for("rsvps.index", mission=founding.slug(), event_id=_event().id)


def _gate(_user: User | None) -> str:
    """The gate page with a fresh code, behind the # where no log sees it."""
    officer = user_of(Role.PROTOCOL_OFFICER)
    with transaction():
        event = _event()
        gate = next(one for one in checkin.gates(event) if one.stage is Stage.ADMIT)
        code = enrolling.make_code(gate, rights=list(Right), actor=Actor.staff(officer.id), now=clock.now())
    return url_for("gate_page.index", _anchor=urlencode({"code": code, "operator": OPERATOR}))


def _offline(_user: User | None) -> str:
    marks.leave(settings().instance, marks.GATES_CUT_OFF, now=clock.now())
    return url_for("gate_page.index")


def _evening(_user: User | None) -> str:
    replay.ask(settings().instance, clock.now())
    enqueue(EVENING)
    return overview()


def overview() -> str:
    return url_for("home.overview", mission=founding.slug(), event_id=_event().id)


def _release(_user: User | None) -> str:
    event = _event()
    release = next(iter(press.of_event(event.mission_id, event.id)), None)
    if release is None:
        raise NotFound
    return url_for("press.release", mission=founding.slug(), release_id=release.id)


def _newsroom(_user: User | None) -> str:
    return url_for("newsroom.index", mission=founding.slug())


STOPS = {
    "start": Stop(N_("See what is due"), Role.SOCIAL_SECRETARY, _start),
    "import": Stop(N_("Bring in a list"), Role.SOCIAL_SECRETARY, _import),
    "search": Stop(N_("Find Xəzər as Khazar"), Role.SOCIAL_SECRETARY, _search),
    "guests": Stop(N_("Open the guest list"), Role.SOCIAL_SECRETARY, _guests),
    "letter": Stop(N_("Open a letter as the guest"), None, _letter, apart=True),
    "replies": Stop(N_("See the replies"), Role.SOCIAL_SECRETARY, _replies),
    "gate": Stop(N_("Open the gate on this computer"), None, _gate, apart=True),
    "badge": Stop(N_("Show a guest’s badge"), None, _badge, apart=True),
    "offline": Stop(N_("Take the gate offline for a minute"), None, _offline, apart=True),
    "evening": Stop(N_("Replay the evening"), Role.SOCIAL_SECRETARY, _evening),
    "approve": Stop(N_("Approve it as the ambassador"), Role.HEAD_OF_MISSION, _release),
    "publish": Stop(N_("Publish it as the press officer"), Role.PRESS_OFFICER, _release),
    "newsroom": Stop(N_("Read it in the newsroom"), None, _newsroom, apart=True),
}

STEPS = (
    Step(
        N_("What is due"),
        N_("The social secretary’s desk says what comes next, late things first."),
        ("start",),
    ),
    Step(
        N_("A list as it is kept"),
        N_(
            "A guest list comes by e-mail, with its own headings and couples in one cell. "
            "See the verdict on each row; apply it, undo it."
        ),
        ("import",),
    ),
    Step(
        N_("A name as it was heard"),
        N_("Somebody telephones and says Khazar. The directory knows Xəzər, and his namesakes."),
        ("search",),
    ),
    Step(
        N_("The guests"),
        N_(
            "Couples, offices, representatives; some letters wait for an address. Look at what needs a look, then send."
        ),
        ("guests",),
    ),
    Step(
        N_("The letter"),
        N_(
            "What a couple sees on their telephone: the card, two buttons, three languages. Accept, then change the answer."
        ),
        ("letter",),
    ),
    Step(
        N_("The replies"),
        N_("Who comes, what waits for a decision, and what contradicts."),
        ("replies",),
    ),
    Step(
        N_("The gate"),
        N_(
            "This computer becomes a device of the hall door. Hold a badge before its camera: "
            "photograph the one on the second page, or type a name."
        ),
        ("gate", "badge"),
    ),
    Step(
        N_("No network"),
        N_(
            "For a minute no gate reaches the embassy. Admit somebody all the same; then watch what waits leave by itself."
        ),
        ("offline",),
    ),
    Step(
        N_("The evening"),
        N_(
            "An evening’s arrivals in 90 seconds: the overview, the gate and every phone follow. "
            "One badge is shown at two doors."
        ),
        ("evening",),
    ),
    Step(
        N_("The release"),
        N_(
            "The text is drafted from the evening’s facts. The ambassador approves exactly this text; then it is published."
        ),
        ("approve", "publish", "newsroom"),
    ),
)


def user_of(role: Role) -> User:
    """The demo's account of that role."""
    email = next(email for email, held in founding.sign_ins() if held is role)
    user = accounts.by_email(email)
    if user is None:
        raise NotFound
    return user
