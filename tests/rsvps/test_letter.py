"""What a guest can do on his letter, without script."""

import gzip
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.events import service as events
from app.events.models import Event
from app.invitations import queries, service
from app.invitations.models import Channel, Guest, GuestRole, GuestStatus, Invitation
from app.missions.models import Mission
from app.rsvps import queries as replies
from app.rsvps import service as rsvps
from app.rsvps.models import Reason, Reply, ReplyChannel, SensitiveAnswer, SensitiveKind, Standing
from tests import factories
from tests.invitations import making
from tests.pages import Pages

ACCEPTED, DECLINED = GuestStatus.ACCEPTED, GuestStatus.DECLINED


def statuses(invitation: Invitation) -> list[GuestStatus]:
    again = queries.get(invitation.mission_id, invitation.event_id, invitation.id)
    return [guest.status for guest in again.guests]


def closed_for_replies(mission: Mission, **facts: object) -> Event:
    """An event whose day for replies was yesterday."""
    there = clock.to_local(clock.now(), mission.zone)
    return factories.event(mission, reply_until_local=there - timedelta(days=1), **facts)


def record(invitation: Invitation, status: GuestStatus, channel: ReplyChannel = ReplyChannel.PHONE) -> Reply:
    with transaction():
        return rsvps.reply(
            invitation,
            rsvps.Answer({guest.id: status for guest in rsvps.answerable(invitation)}),
            channel=channel,
            submission=f"{datetime.now()}",  # noqa: DTZ005 - any text will do
            actor=SYSTEM,
            now=clock.now(),
        )


def test_one_guest_accepts_then_changes_his_mind(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    assert statuses(invitation) == [ACCEPTED]
    assert "0001" in page.text
    page = page.submit("I regret")
    assert statuses(invitation) == [DECLINED]
    assert "0001" not in page.text


def test_each_of_a_couple_answers_for_himself(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    he, _she = making.couple(mission)
    [invitation] = making.invite(event, he)
    form = pages.get(making.letter_path(invitation)).form("Send these answers")
    first, second = invitation.guests
    form.set(f"guest-{first.id}", "accepted").set(f"guest-{second.id}", "declined").submit()
    assert statuses(invitation) == [ACCEPTED, DECLINED]


def test_an_answer_for_one_of_two_is_asked_again(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    he, _she = making.couple(mission)
    [invitation] = making.invite(event, he)
    form = pages.get(making.letter_path(invitation)).form("Send these answers")
    page = form.set(f"guest-{invitation.guests[0].id}", "accepted").submit()
    assert page.status == 422
    assert "Choose an answer for each guest." in page.text
    assert statuses(invitation) == [GuestStatus.UNANSWERED] * 2


def test_a_guest_is_represented_once_the_embassy_agrees(mission: Mission, pages: Pages, desk: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    page = pages.get(making.letter_path(invitation))
    page = page.submit("Send this person’s name", name_of_the_person="Lars Holm", his_or_her="Counsellor")
    assert "Representative: Lars Holm" in page.text
    assert statuses(invitation) == [GuestStatus.REPRESENTED, GuestStatus.AWAITING]
    listed = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/")
    assert "is represented by Lars Holm, Counsellor" in listed.text
    listed.submit("Agree")
    again = queries.get(mission.id, event.id, invitation.id)
    assert [guest.status for guest in again.guests] == [GuestStatus.REPRESENTED, ACCEPTED]
    assert again.guests[1].badge_number not in (None, again.guests[0].badge_number)
    page = pages.get(page.path)
    assert "0002" in page.text
    assert "0001" not in page.text


def test_a_representative_leaves_when_the_guest_comes_after_all(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    page = pages.get(making.letter_path(invitation))
    page = page.submit("Send this person’s name", name_of_the_person="Lars Holm")
    page.submit("I accept with pleasure")
    assert statuses(invitation) == [ACCEPTED, GuestStatus.REVOKED]


def test_a_representative_needs_a_name(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    page = pages.get(making.letter_path(invitation)).submit("Send this person’s name")
    assert page.status == 422
    assert "Please write the name" in page.text


def test_places_are_named_and_wishes_kept_for_one_evening(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    invitation = making.places(event, 2)
    page = pages.get(making.letter_path(invitation)).submit("We both accept")
    first = invitation.guests[0].id
    form = page.form("Keep this")
    form.set(f"name-{first}", "Sana Mir").set(f"food-{first}", ["vegetarian"])
    form.set(f"food-{first}", "vegetarian").set(f"food-words-{first}", "no mushrooms")
    form.set(f"access-{first}", "a seat near the door")
    page = form.fill("Is there anything", "We come at seven.").submit()
    assert "Sana Mir" in page.text
    guest = queries.guest(mission.id, event.id, first)
    assert (guest.id, guest.name) == (first, "Sana Mir")
    rows = {row.kind: row for row in db.session.scalars(select(SensitiveAnswer))}
    assert rows[SensitiveKind.FOOD].text == "vegetarian\nno mushrooms"
    over = (event.ends_at or event.starts_at) + timedelta(days=7)
    assert rows[SensitiveKind.FOOD].delete_at == over
    assert replies.latest(invitation).remark == "We come at seven."
    with transaction():
        assert rsvps.delete_sensitive(over - timedelta(seconds=1)) == 0
        assert rsvps.delete_sensitive(over) == 2


def told() -> dict[SensitiveKind, SensitiveAnswer]:
    return {row.kind: row for row in db.session.scalars(select(SensitiveAnswer))}


def test_an_identity_number_is_asked_for_where_the_mission_says_so_and_goes_after_72_hours(
    mission: Mission, pages: Pages
) -> None:
    with transaction():
        mission.identity_numbers = True
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    guest = invitation.guests[0].id
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    page = page.form("Keep this").fill("Number of your identity card", "P 778812").submit()
    assert "police of the host state" in page.text
    assert told()[SensitiveKind.IDENTITY].text == "P 778812"
    over = (event.ends_at or event.starts_at) + timedelta(hours=72)
    with transaction():
        assert rsvps.delete_sensitive(over - timedelta(seconds=1)) == 0
        assert rsvps.delete_sensitive(over) == 1
        mission.identity_numbers = False
    page = pages.get(making.letter_path(invitation))
    assert "identity card" not in page.text
    page.form("Keep this").set(f"identity-{guest}", "P 778812").submit()
    assert told() == {}


def test_what_a_guest_told_is_kept_for_an_event_that_moves(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission, parking="Cars by gate 2")
    invitation = making.invited(event, mission)
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    page.form("Keep this").fill("Number plate", "ICT 147").submit()
    before = told()[SensitiveKind.PLATE].delete_at
    factories.move(event, days=30)
    db.session.expire_all()
    assert told()[SensitiveKind.PLATE].delete_at == before + timedelta(days=30)


def test_a_driver_is_told_the_way_and_not_whom_he_drives(mission: Mission, pages: Pages) -> None:
    event = factories.event(
        mission, parking="Gate 2, by the tennis court", map_url="https://maps.example/gate"
    )
    invitation = making.invited(event, mission)
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    form = page.form("Keep this").fill("Number plate", "ICT 147").fill("Name of your driver", "Yusuf Rao")
    page = form.submit()
    assert told()[SensitiveKind.DRIVER].text == "Yusuf Rao"
    [slip] = page.tree.findall(".//dl[@id='driver-slip']")
    text = " ".join(slip.itertext())
    for fact in ("Gate 2, by the tennis court", "https://maps.example/gate", "ICT 147", "+92 51 555 0147"):
        assert fact in text
    assert "Aune" not in text


def test_an_assistant_gets_a_copy_of_the_confirmation(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.send_all(event)
    page = pages.get(making.link_in(making.body(making.collect()[0])))
    form = page.form("I accept with pleasure").fill("Your name", "Kari Lie")
    form.fill("Your e-mail address", "kari@norway.example").submit()
    letters = making.collect()
    assert sorted(str(letter["To"].addresses[0].addr_spec) for letter in letters) == [
        "aune@norway.example",
        "kari@norway.example",
    ]


def test_after_the_deadline_an_answer_is_a_request(mission: Mission, pages: Pages, desk: Pages) -> None:
    event = closed_for_replies(mission)
    invitation = making.invited(event, mission)
    page = pages.get(making.letter_path(invitation))
    assert "The day for replies has passed." in page.text
    page = page.submit("I accept with pleasure")
    assert "kept as a request to the embassy" in page.text
    assert "+92 51 555 0147" in page.text
    assert statuses(invitation) == [GuestStatus.AWAITING]
    listed = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/")
    assert "came after the deadline" in listed.text
    listed.submit("Grant")
    assert statuses(invitation) == [ACCEPTED]
    assert "0001" in pages.get(page.path).text


def test_a_refused_request_leaves_the_guest_out(mission: Mission, pages: Pages, desk: Pages) -> None:
    event = closed_for_replies(mission)
    invitation = making.invited(event, mission)
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    desk.get(f"/m/{mission.slug}/events/{event.id}/replies/").submit("Refuse")
    assert statuses(invitation) == [DECLINED]
    assert "The embassy regrets" in pages.get(page.path).text


def test_what_staff_recorded_is_not_overwritten(mission: Mission, pages: Pages, desk: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    record(invitation, DECLINED)
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    assert "The embassy had recorded another answer" in page.text
    assert statuses(invitation) == [DECLINED]
    listed = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/")
    assert "recorded: regrets; now answers: comes" in listed.text
    listed.submit("Grant")
    assert statuses(invitation) == [ACCEPTED]


def test_the_same_answer_as_staff_recorded_is_no_contradiction(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    record(invitation, ACCEPTED)
    pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    assert replies.latest(invitation).standing is Standing.APPLIED


def test_staff_record_a_reply_with_its_channel(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/", query_string={"q": "Aune"})
    form = page.follow("Henrik Aune").form("Record the reply")
    guest = invitation.guests[0].id
    page = form.set(f"guest-{guest}", "accepted").fill("How the answer came", "phone").submit()
    assert "by telephone" in page.text
    assert statuses(invitation) == [ACCEPTED]


def test_ordinary_capacity_accepts_and_warns(mission: Mission, pages: Pages, desk: Pages) -> None:
    event = factories.event(mission, capacity=1)
    for name in ("Henrik Aune", "Claire Moreau"):
        pages.get(making.letter_path(making.invited(event, mission, name))).submit("I accept with pleasure")
    counts = queries.counts(event)
    assert (counts.accepted, counts.over_capacity) == (2, 1)
    assert (
        "1 guest more is expected than the venue holds"
        in desk.get(f"/m/{mission.slug}/events/{event.id}/replies/").text
    )


def test_hard_capacity_refuses_one_more_guest(mission: Mission, pages: Pages, desk: Pages) -> None:
    event = factories.event(mission, capacity=1, hard_capacity=True)
    pages.get(making.letter_path(making.invited(event, mission))).submit("I accept with pleasure")
    late = making.invited(event, mission, "Claire Moreau")
    page = pages.get(making.letter_path(late)).submit("I accept with pleasure")
    assert "All places are taken at the moment." in page.text
    assert statuses(late) == [GuestStatus.AWAITING]
    row = replies.latest(late)
    assert (row.standing, row.reason) == (Standing.REQUEST, Reason.FULL)
    refused = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/").submit("Grant")
    assert "All 1 places are taken." in refused.text
    page.submit("I regret")
    assert statuses(late) == [DECLINED]


def test_a_couple_never_takes_the_last_single_place(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission, capacity=1, hard_capacity=True)
    he, _she = making.couple(mission)
    [invitation] = making.invite(event, he)
    pages.get(making.letter_path(invitation)).submit("We both accept")
    assert statuses(invitation) == [GuestStatus.AWAITING] * 2


@pytest.mark.check("R01")
def test_a_reply_sent_again_is_the_same_reply(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.send_all(event)
    page = pages.get(making.link_in(making.body(making.collect()[0])))
    for _again in range(3):
        page.submit("I accept with pleasure")
    assert db.session.scalar(select(func.count(Reply.id))) == 1
    assert len(making.collect()) == 1
    page.submit("I regret")
    page.submit("I accept with pleasure")
    assert db.session.scalar(select(func.count(Reply.id))) == 3


@pytest.mark.check("S30")
def test_robots_that_fetch_the_link_change_nothing(app: Flask, mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    path = making.letter_path(invitation)
    before = event.rev, statuses(invitation)
    for _visit in range(20):
        for address in (path, f"{path}?lang=ur", f"{path}?choice=accept", f"{path}/event.ics"):
            assert app.test_client().head(address).status_code == 200
            assert app.test_client().get(address).status_code == 200
    db.session.refresh(event)
    assert (event.rev, statuses(invitation)) == before
    assert db.session.scalar(select(func.count(Reply.id))) == 0


@pytest.mark.check("S13")
def test_unknown_and_malformed_links_answer_alike(mission: Mission, pages: Pages) -> None:
    making.invited(factories.event(mission), mission)
    answers = [
        pages.get(f"/r/{token}")
        for token in ("0" * 26, "x", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "a" * 400, "%00", "ünbekannt")
    ]
    texts = {page.text.split("Should you report")[0] for page in answers}
    assert {page.status for page in answers} == {404}
    assert len(texts) == 1


@pytest.mark.check("S13")
def test_a_revoked_link_shows_the_telephone_and_nothing_of_the_guest(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    path = making.letter_path(invitation)
    link = queries.live_link(invitation, Channel.SHARE_LINK)
    assert link is not None
    with transaction():
        service.revoke_link(invitation, link, actor=SYSTEM, now=clock.now())
    page = pages.get(path)
    assert page.status == 410
    assert "+92 51 555 0147" in page.text
    assert "Aune" not in page.response.text
    assert "Victory" not in page.response.text
    assert pages.get(making.letter_path(invitation)).status == 200


def test_a_withdrawn_invitation_shows_the_telephone(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    path = making.letter_path(invitation)
    with transaction():
        service.withdraw(invitation, actor=SYSTEM, now=clock.now())
    page = pages.get(path)
    assert page.status == 410
    assert "Aune" not in page.response.text


def test_answers_per_letter_are_limited(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    page = pages.get(making.letter_path(invitation))
    statuses_seen = [page.submit("I accept with pleasure").status for _try in range(14)]
    assert statuses_seen[0] == 200
    assert statuses_seen[-1] == 429


def test_a_post_without_token_is_refused(mission: Mission, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    answer = pages.client.post(making.letter_path(invitation), data={"choice": "accept"})
    assert answer.status_code == 400
    assert statuses(invitation) == [GuestStatus.UNANSWERED]


@pytest.mark.parametrize(("lang", "words"), [("az", "Zəfər Günü qəbulu"), ("ur", "استقبالیہ")])
def test_the_letter_speaks_the_guests_language(mission: Mission, pages: Pages, lang: str, words: str) -> None:
    invitation = making.invited(factories.event(mission), mission)
    page = pages.get(making.letter_path(invitation), query_string={"lang": lang})
    assert words in page.response.text
    html = page.tree if page.tree.tag == "html" else page.tree.find(".")
    assert html is not None
    assert html.attrib["lang"] == lang
    assert html.attrib["dir"] == ("rtl" if lang == "ur" else "ltr")
    form = page.form("")
    assert f"lang={lang}" in form.node.attrib["action"]


def test_a_guest_of_another_letter_has_no_badge_here(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    mine, other = making.invited(event, mission), making.invited(event, mission, "Claire Moreau")
    path = making.letter_path(mine)
    record(mine, ACCEPTED)
    record(other, ACCEPTED)
    assert pages.get(f"{path}/badge/{mine.guests[0].id}.png").response.mimetype == "image/png"
    assert pages.get(f"{path}/badge/{other.guests[0].id}.png").status == 404


def test_the_page_is_light_and_without_framework(app: Flask, mission: Mission, pages: Pages) -> None:

    event = factories.event(mission)
    he, _she = making.couple(mission)
    [invitation] = making.invite(event, he)
    page = pages.get(making.letter_path(invitation)).submit("We both accept")
    static = Path(app.static_folder or "")
    weight = len(gzip.compress(page.response.data))
    for name in ("css/letter.css", "js/letter.js"):
        weight += len(gzip.compress((static / name).read_bytes()))
    assert weight < 60_000
    assert (static / "css/letter.css").stat().st_size < 12_000
    assert "bootstrap" not in page.response.text


def test_an_event_over_takes_no_answer(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    page = pages.get(making.letter_path(invitation))
    with transaction():
        event.starts_at -= timedelta(days=30)
        event.ends_at = event.starts_at + timedelta(hours=2)
    assert "This event is over." in pages.get(page.path).text
    answered = page.submit("I accept with pleasure")
    assert answered.status == 422
    assert statuses(invitation) == [GuestStatus.UNANSWERED]


def test_a_cancelled_event_says_so(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    path = making.letter_path(invitation)
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    page = pages.get(path)
    assert "This event has been cancelled." in page.text
    assert "I accept" not in page.text


def test_every_change_moves_the_revision_that_gates_follow(mission: Mission) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    db.session.refresh(event)
    before = event.rev
    record(invitation, ACCEPTED)
    db.session.refresh(event)
    guest = db.session.scalars(select(Guest).where(Guest.invitation_id == invitation.id)).one()
    assert guest.rev == event.rev > before
    assert guest.role is GuestRole.PRINCIPAL
    assert isinstance(guest.id, UUID)


@pytest.mark.parametrize(
    ("typed", "found"), [("IDA 4711", True), ("ida-47", True), ("IDA", False), ("9999", False)]
)
def test_the_guest_list_finds_a_car_by_its_plate(
    mission: Mission, desk: Pages, typed: str, found: bool
) -> None:
    event = factories.event(mission, parking="Cars by gate 2")
    invitation = making.invited(event, mission)
    page = desk.get(making.letter_path(invitation)).submit("I accept with pleasure")
    page.form("Keep this").fill("Number plate", "IDA-4711").submit()
    listed = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/", query_string={"q": typed}).text
    assert (invitation.guests[0].name in listed) == found
    assert ("the vehicle" in listed) == found
