"""Where a person begins, and the overview of an event."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.models import ROLE_NAMES
from app.accounts.permissions import Permission
from app.checkin import queries as gate
from app.events import queries as events
from app.events.models import Event
from app.home import charts, due, guide, navigation, queries
from app.i18n import gettext
from app.invitations import queries as invitations
from app.invitations.models import GuestStatus
from app.invitations.queries import Counts
from app.mail import queries as mail
from app.mail.models import LetterState
from app.web.filters import day
from app.web.urls import settings

home = Blueprint("home", __name__)
home.add_app_template_global(navigation.desk_navigation, "desk_navigation")
home.add_app_template_global(queries.history, "person_history")
home.add_app_template_global(guide.chapter_of, "chapter_of")
home.add_app_template_global(queries.organisation_history, "organisation_history")
home.add_app_template_global(queries.turnouts, "turnouts")
home.add_app_template_global(charts.side_by_side, "bar_of")


@home.app_context_processor
def context() -> dict[str, Any]:
    return {"demo_mode": lambda: settings().demo, "demo_accounts": demo_accounts}


@home.app_template_global()
def event_tabs(event: Event, counts: Counts | None) -> list[navigation.Entry]:
    """`counts` where the page has them already."""
    return navigation.event_tabs(event, due.counts_for_tabs(event, counts or invitations.counts(event)))


def demo_accounts() -> list[dict[str, str]]:
    """The demo's sign-ins with their roles, for the sign-in page."""
    return [
        {"email": user.email, "role": ", ".join(gettext(ROLE_NAMES[m.role]) for m in user.memberships)}
        for user in guard.demo_users()
    ]


@home.get("/")
@guard.signed_in
def start() -> ResponseReturnValue:
    """One mission: its start page; several: the choice."""
    found = guard.missions_of(guard.user())
    if len(found) == 1 and "choose" not in request.args:
        return redirect(url_for("home.mission_start", mission=found[0].slug))
    return render_template("home/missions.html", missions=found)


@home.get("/m/<mission>/")
@guard.member
def mission_start() -> ResponseReturnValue:
    """What is due next at every coming event; whoever plans none goes to his own first page."""
    if not guard.may(Permission.EVENT_READ):
        entries = navigation.desk_navigation()
        return redirect(entries[0].url if entries else url_for("home.start", choose=1))
    now = clock.now()
    rows = []
    for event in events.upcoming(guard.mission().id, now):
        counts = invitations.counts(event)
        rows.append((event, counts, due.due(event, counts, now)[:4]))
    return render_template("home/mission.html", rows=rows, past=events.past(guard.mission().id, now, limit=5))


@home.get("/m/<mission>/events/<uuid:event_id>")
@guard.needs(Permission.EVENT_READ)
def overview(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    now = clock.now()
    counts = invitations.counts(event)
    letters = mail.summary(event.mission_id, event_id=event.id)
    arrivals = [clock.to_local(at, event.zone) for at, _gate in gate.arrivals(event)]
    until = clock.to_local(min(now, event.starts_at), event.zone).date()
    deadline = event.reply_until_local.date() if event.reply_until_local else None
    return render_template(
        "home/overview.html",
        event=event,
        counts=counts,
        lost=letters.count(LetterState.FAILED, LetterState.BOUNCED, LetterState.UNCERTAIN),
        due=due.due(event, counts, now),
        replies=charts.by_day(
            queries.accepted_on(event),
            until,
            label=lambda one: day(one, style="short"),
            axis_until=deadline,
            limit=event.capacity,
        ),
        arrivals=charts.by_minutes(arrivals, limit=event.capacity),
        headcount=gate.headcount(event),
        unanswered=counts.guests.get(GuestStatus.UNANSWERED, 0) - counts.presumed,
        silent=due.silent_rows(event),
        over=(event.ends_at or event.starts_at) < now,
    )


@home.get("/help/")
@guard.signed_in
def help_index() -> ResponseReturnValue:
    q = request.args.get("q", "")[:100].strip()
    return render_template(
        "home/help.html",
        chapters=guide.chapters(),
        chapter=None,
        q=q,
        found=guide.search(q),
        excerpt=guide.excerpt,
    )


@home.get("/help/<chapter>")
@guard.signed_in
def help_chapter(chapter: str) -> ResponseReturnValue:
    text = guide.page(chapter, chapter_url=_chapter_url, picture_url=_picture_url)
    before, after = guide.beside(chapter)
    known = {one.name: one for one in guide.chapters()}
    return render_template(
        "home/help.html",
        chapters=guide.chapters(),
        chapter=known[chapter],
        text=text,
        before=before,
        after=after,
        q="",
    )


@home.get("/help/pictures/<name>")
@guard.signed_in
def help_picture(name: str) -> ResponseReturnValue:
    return current_app.response_class(guide.picture(name).read_bytes(), mimetype="image/png")


def _chapter_url(name: str) -> str:
    return url_for("home.help_chapter", chapter=name)


def _picture_url(name: str) -> str:
    return url_for("home.help_picture", name=name)
