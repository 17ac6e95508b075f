"""What is due next for an event, each with the page that does it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from app.accounts import guard
from app.accounts.permissions import Permission as P
from app.checkin import queries as gate
from app.events.models import Event, EventStatus, ReplyMode
from app.i18n import gettext, ngettext
from app.invitations.queries import Counts
from app.mail import queries as mail
from app.mail.models import LetterState
from app.press import queries as press
from app.rsvps import chase, circulars
from app.rsvps import queries as rsvps

SILENT_SHOWN = 12
LIST_LEAD = timedelta(hours=24)  # the list reaches the police a day ahead


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is None for what is due now."""

    at: datetime | None
    sentence: str
    url: str
    late: bool = False


def due(event: Event, counts: Counts, now: datetime) -> list[Due]:
    """The next steps, what is late first, then by time."""
    if event.status is EventStatus.CLOSED:
        return []
    if event.status is EventStatus.CANCELLED:
        return _news(event)
    found = [
        *_news(event),
        *_letters(event, counts),
        *_replies(event, counts, now),
        *_gate(event, now),
        *_press(event, now),
    ]
    return sorted(found, key=lambda one: (not one.late, one.at or now))


def _news(event: Event) -> list[Due]:
    """Guests who are to be told that the event was postponed, moved or called off."""
    news = circulars.news_of(event)
    if news is None or not guard.may(P.INVITATION_SEND):
        return []
    left = circulars.untold(event)
    if not left:
        return []
    sentence = ngettext(
        "%(num)s invitation is to be told how the event stands now.",
        "%(num)s invitations are to be told how the event stands now.",
        left,
    )
    return [Due(None, sentence, url_for("rsvps.tell", event_id=event.id, what=news.value), late=True)]


def _letters(event: Event, counts: Counts) -> list[Due]:
    found = []
    if event.status is EventStatus.DRAFT and guard.may(P.EVENT_EDIT):
        url = url_for("home.overview", event_id=event.id)
        found.append(Due(None, gettext("Publish the event, then letters can leave."), url))
    waiting = counts.invitations - counts.sent
    if waiting and guard.may(P.GUEST_LIST_READ):
        sentence = ngettext(
            "%(num)s invitation has not left yet.", "%(num)s invitations have not left yet.", waiting
        )
        found.append(Due(None, sentence, url_for("invitations.index", event_id=event.id, status="draft")))
    if guard.may(P.OUTBOX_READ):
        summary = mail.summary(event.mission_id, event_id=event.id)
        lost = summary.count(LetterState.FAILED, LetterState.BOUNCED, LetterState.UNCERTAIN)
        if lost:
            sentence = ngettext(
                "%(num)s letter did not arrive: telephone.",
                "%(num)s letters did not arrive: telephone.",
                lost,
            )
            found.append(Due(None, sentence, url_for("admin.outbox", state="failed"), late=True))
    return found


def _replies(event: Event, counts: Counts, now: datetime) -> list[Due]:
    if not guard.may(P.REPLY_READ):
        return []
    found = []
    url = url_for("rsvps.index", event_id=event.id)
    if open_questions := rsvps.to_decide(event):
        sentence = ngettext(
            "%(num)s reply waits for your decision.",
            "%(num)s replies wait for your decision.",
            open_questions,
        )
        found.append(Due(None, sentence, url, late=True))
    silent = counts.sent - counts.answered
    if event.reply_until and silent > 0 and event.reply_mode is ReplyMode.RSVP:
        sentence = ngettext(
            "Reply deadline; %(num)s invitation is without an answer.",
            "Reply deadline; %(num)s invitations are without an answer.",
            silent,
        )
        late = event.reply_until < now
        if late and guard.may(P.REPLY_RECORD):
            url = url_for("rsvps.telephone", event_id=event.id)
        found.append(Due(event.reply_until, sentence, url, late=late))
    if counts.over_capacity:
        sentence = ngettext(
            "%(num)s guest more is expected than the venue holds.",
            "%(num)s guests more are expected than the venue holds.",
            counts.over_capacity,
        )
        found.append(Due(None, sentence, url, late=True))
    return found


def _gate(event: Event, now: datetime) -> list[Due]:
    if not guard.may(P.GATE_READ) or event.starts_at < now:
        return []
    url = url_for("checkin.index", event_id=event.id)
    gates, devices = gate.gates(event), gate.devices(event)
    sentence = gettext(
        "Enrol the phones of the gates: %(devices)s of %(gates)s gates have one.",
        devices=len({one.id for _, _, one in devices}),
        gates=len(gates),
    )
    found = [Due(event.starts_at - timedelta(hours=3), sentence, url)]
    if event.list_version == 0 and guard.may(P.GATE_MANAGE):
        found.append(Due(event.starts_at - LIST_LEAD, gettext("Cut the guest list for the police."), url))
    return found


def _press(event: Event, now: datetime) -> list[Due]:
    if not guard.may(P.PRESS_READ):
        return []
    url = url_for("press.event", event_id=event.id)
    releases = press.of_event(event.mission_id, event.id)
    waiting = [v for v in press.waiting(event.mission_id) if v.release_id in {r.id for r in releases}]
    if waiting:
        return [Due(None, gettext("A press release waits for approval."), url, late=event.starts_at < now)]
    if not releases:
        return [
            Due(event.starts_at, gettext("Draft the press release; the numbers follow that evening."), url)
        ]
    return []


def counts_for_tabs(event: Event, counts: Counts) -> dict[str, int]:
    """The counts beside the tabs: invitations, answered invitations, guests who came, releases."""
    came = gate.headcount(event).came
    return {
        "invitations.index": counts.invitations,
        "rsvps.index": counts.answered,
        **({"checkin.index": came} if came else {}),
    }


def silent_rows(event: Event) -> list[chase.Silent]:
    return chase.silent(event, SILENT_SHOWN) if guard.may(P.GUEST_LIST_READ) else []
