"""The loader on a fresh database: everything is there, nothing is late, and a second run changes nothing."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Role, User
from app.audit.models import AuditEntry
from app.checkin import queries as checkin
from app.db import Model, db, new_id, transaction
from app.demo import founding, loader
from app.demo.reading import calendar
from app.directory import queries as directory
from app.directory.models import Person
from app.events.models import Event, EventStatus
from app.invitations import former, hosts, keys
from app.invitations import queries as invitations
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus, ReplyLink
from app.mail.models import LetterState, Outbox
from app.missions import queries as missions
from app.press import queries as press
from app.press.models import ReleaseStatus
from app.rsvps import queries as rsvps
from app.rsvps.models import Reply, Standing
from app.tokens import digest
from tests.conftest import sign_in
from tests.demo.conftest import both_events

# Loading takes some fifteen seconds of one core, and the cores of a test run are busy.
pytestmark = pytest.mark.timeout(400)


def rows() -> dict[str, int]:
    tables = Model.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def latest(column: Any) -> datetime:
    found = db.session.scalar(select(func.max(column)))
    assert isinstance(found, datetime)
    return found


def test_a_second_run_changes_nothing(now: datetime) -> None:
    before = rows()

    with transaction():
        again = loader.load(now=now + timedelta(days=3))

    assert not again
    assert rows() == before


def test_this_years_reception_lies_twelve_days_ahead_in_the_evening(now: datetime) -> None:
    last, this = both_events()

    ahead = this.starts_local.date() - clock.to_local(now, "Asia/Karachi").date()
    assert ahead == timedelta(days=12)
    assert (this.starts_local.hour, this.starts_local.minute) == (18, 30)
    assert this.reply_until_local is not None
    assert this.reply_until_local.date() == this.starts_local.date() - timedelta(days=7)
    assert this.status is EventStatus.PUBLISHED
    assert (last.starts_local.month, last.status) == (this.starts_local.month, EventStatus.CLOSED)
    assert this.previous_id == last.id


def test_the_day_before_is_found_for_every_day_of_loading() -> None:
    event = {"days_ahead": 12, "years_back": 1}
    days = calendar(event, zone="Asia/Karachi", now=datetime(2028, 2, 17, 8, tzinfo=UTC))
    assert days.day.isoformat() == "2027-02-28"


def test_this_years_list_is_in_full_swing(now: datetime) -> None:
    _last, this = both_events()
    counts = invitations.counts(this)

    assert counts.sent >= 160
    assert 0.7 < counts.answered / counts.sent < 0.95
    for status in (GuestStatus.ACCEPTED, GuestStatus.DECLINED, GuestStatus.UNANSWERED, GuestStatus.AWAITING):
        assert counts.guests[status], status
    assert counts.expected < (this.capacity or 0)
    assert rsvps.to_decide(this), "a contradiction waits for staff"
    assert rsvps.representatives_to_approve(this)
    days = {reply.at.date() for reply, _invitation in rsvps.recent(this, limit=1000)}
    assert len(days) > 10, "answers came on many days"


def test_whoever_renews_last_years_list_meets_what_a_year_brings(now: datetime) -> None:
    last, this = both_events()
    figures = former.figures(former.lines(this, last, now=now))
    assert figures[former.Mark.NEW_HOLDER] == 2
    assert figures[former.Mark.GONE] == 3
    assert figures[former.Mark.SILENT] > 3
    unlisted = Event(id=new_id(), mission_id=this.mission_id)
    names = {person.name.full for person in hosts.missing(unlisted, last, now=now)}
    assert names == {"Misaki Todoroki", "Gaspard Vuilleréal"}


def test_some_guests_have_no_address_and_wait(now: datetime) -> None:
    _last, this = both_events()
    drafts = invitations.all_listed(this, [InvitationStatus.DRAFT])
    assert 3 <= len(drafts) <= 9
    assert all(not draft.email for draft in drafts)


def test_letters_left_and_a_few_did_not(now: datetime) -> None:
    counted = Counter(db.session.scalars(select(Outbox.state)))
    assert counted[LetterState.SENT] > 400
    assert counted[LetterState.QUEUED] == 3, "for the mailbox"
    assert counted[LetterState.FAILED] >= 2
    assert counted[LetterState.BOUNCED] == counted[LetterState.UNCERTAIN] == 1


def test_last_years_evening_is_complete(now: datetime) -> None:
    last, _this = both_events()

    came = checkin.headcount(last).came
    accepted = invitations.counts(last).guests[GuestStatus.ACCEPTED]
    assert 0.8 * accepted < came <= accepted
    assert checkin.open_conflicts(last) == []
    assert checkin.quarantined(last) == []
    release = press.of_event(last.mission_id, last.id)[0]
    assert release.status is ReleaseStatus.PUBLISHED
    assert sorted(press.public_languages(release)) == ["az", "en", "ur"]
    written = press.current(release, "en")
    assert f"{came // 10 * 10} guests" in str(written.blocks)
    assert written.approvals[0].by_id not in {release.created_by, written.drafted_by}


def test_nothing_happened_later_than_now(now: datetime) -> None:
    for column in (Reply.at, AuditEntry.at, Invitation.sent_at, Invitation.answered_at, Outbox.created_at):
        assert latest(column) <= now, column
    finished = select(func.max(Outbox.finished_at)).where(Outbox.state == LetterState.SENT)
    assert (db.session.scalar(finished) or now) <= now + timedelta(minutes=20)


def test_each_role_has_a_sign_in_that_works_in_demo_mode_only(now: datetime) -> None:
    users = db.session.scalars(select(User)).all()
    assert {user.email for user in users} == {email for email, _role in founding.sign_ins()}
    assert all(user.demo and user.active for user in users)
    roles = [membership.role for user in users for membership in user.memberships]
    wanted = [role for _email, role in founding.sign_ins()] + [Role.INSTALLATION_ADMINISTRATOR]
    assert sorted(roles) == sorted(wanted)


def test_khazar_finds_xezer_and_his_namesakes(now: datetime) -> None:
    mission = missions.by_slug(founding.slug())
    found = [hit.person.name.full for hit in directory.search(mission.id, "Khazar")]
    assert "Xəzər Bayramlı" in found
    assert {"Xəzər Bayramoğlu", "Khazar Bayramaliev", "Khazar Beyrami"} <= set(found)


def test_couples_are_invited_together(now: datetime) -> None:
    _last, this = both_events()
    person = db.session.scalars(select(Person).where(Person.sort_key.like("lind%"))).first()
    assert person is not None
    invitation = next(
        one for one in invitations.all_listed(this) if person.id in {g.person_id for g in one.guests}
    )
    assert [guest.name for guest in invitation.guests] == ["Torbjørn Lindåsvik", "Solveig Lindåsvik"]
    assert [guest.status for guest in invitation.guests] == [GuestStatus.ACCEPTED, GuestStatus.DECLINED]


def test_a_late_answer_was_granted_last_year(now: datetime) -> None:
    last, _this = both_events()
    standings = db.session.scalars(select(Reply.standing).where(Reply.event_id == last.id)).all()
    assert Standing.GRANTED in standings


def test_the_pages_of_the_demo_are_whole_and_none_is_empty(
    demo: tuple[Flask, datetime], now: datetime
) -> None:
    app, _loaded = demo
    last, this = both_events()
    secretary = db.session.scalars(select(User).where(User.email == "leyla@valdara.example")).one()
    desk = sign_in(app, secretary)
    expected = {
        "/m/valdara/events/": "Victory Day Reception",
        f"/m/valdara/events/{this.id}": "Not yet answered",
        f"/m/valdara/events/{this.id}/guests/": "Tharwat Abul-Khashab",
        f"/m/valdara/events/{this.id}/replies/": "Wambui Kirathe",
        f"/m/valdara/events/{last.id}": "Arrivals",
        f"/m/valdara/events/{last.id}/gate": "Hall door",
        "/m/valdara/directory/?q=Khazar": "Xəzər Bayramlı",
        "/m/valdara/outbox": "All letters",
        "/m/valdara/press/": "Embassy of Valdara marks Victory Day",
        "/n/valdara/?lang=ur": "سفارت خانہ والدارا",
        "/n/valdara/?lang=az": "Qələbə Gününü",
    }
    for address, words in expected.items():
        assert words in desk.get(address).text, address


@pytest.mark.check("S25")
def test_a_dump_of_the_database_opens_nothing(now: datetime) -> None:
    """No reply link, badge, session or password in clear stands in any row of any table."""
    dump = "\n".join(
        str(value)
        for table in Model.metadata.sorted_tables
        for row in db.session.execute(select(table))
        for value in row
        if isinstance(value, str | dict | list)
    )
    invitation = db.session.scalars(select(ReplyLink)).first()
    guest = db.session.scalars(select(Guest).where(Guest.badge_hash != "")).first()
    assert invitation is not None
    assert guest is not None
    token = keys.reply_url(invitation).rsplit("/", 1)[1]
    assert len(token) > 20
    assert token not in dump
    assert keys.badge_code(guest) not in dump
    assert digest(token) in dump
    assert founding.PASSWORD not in dump
    assert not re.search(r"/r/[0-9a-z]{20,}", dump)
    assert not re.search(r"\bE1[0-9A-HJKMNP-TV-Z]{26}[0-9A-Z*~$=]", dump)


@pytest.mark.check("S07")
def test_looking_at_every_page_changes_nothing(demo: tuple[Flask, datetime], now: datetime) -> None:
    """Every link of the desk, the letter and the newsroom is followed by GET and HEAD; no row changes.

    What is written is who looked: the audit trail and the log of sensitive answers, and nothing else.
    """
    app, _ = demo
    before = rows()
    leyla = db.session.scalars(select(User).where(User.email.startswith("leyla"))).one()
    pages = sign_in(app, leyla)
    link = db.session.scalars(select(ReplyLink).where(ReplyLink.revoked_at.is_(None))).first()
    assert link is not None
    letter = urlsplit(keys.reply_url(link)).path
    slug = founding.slug()
    waiting, seen = [f"/m/{slug}/", f"/m/{slug}/directory/", f"/n/{slug}/", letter], set[str]()
    while waiting and len(seen) < 120:
        path = waiting.pop(0)
        shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|page=\d+", "*", path)
        if shape in seen or not path.startswith("/"):
            continue
        seen.add(shape)
        page = pages.get(path, check=False)
        pages.client.head(path, base_url="http://localhost")
        assert page.status < 500, path
        waiting += [urljoin(path, href.split("#")[0]) for href in page.links() if "sign-out" not in href]
    db.session.rollback()
    after = rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"audit_entry", "sensitive_access"}
    assert len(seen) > 20
