"""What becomes of letters when the server, the worker or the world misbehaves."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app.audit.actor import SYSTEM
from app.db import transaction
from app.mail import drain, service, transports
from app.mail.message import placeholder
from app.mail.models import LetterState, Phase, TransportState
from app.mail.signals import Leaving
from app.missions.models import Mission
from tests.faults.smtp import Fault, FaultServer, closed_port
from tests.mail.outbox import (
    CONFIRMATION,
    INVITATION,
    Clock,
    at_the_door,
    attempts,
    letter,
    office_to,
    post,
    row,
    run,
)


def test_a_letter_is_sent_once_and_its_attempt_is_on_record(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock)
    assert run(clock) == 1
    assert run(clock) == 0

    sent = row(letter_id)
    assert (sent.state, sent.attempts, sent.finished_at, sent.lease_token) == (
        LetterState.SENT,
        1,
        clock(),
        None,
    )
    [attempt] = attempts(letter_id)
    assert (attempt.phase, attempt.code, attempt.worker, attempt.ended_at) == (
        Phase.HANDOFF,
        "250",
        "one",
        clock(),
    )
    assert len(server.taken) == 1


@pytest.mark.check("M02")
def test_a_letter_whose_kick_was_lost_is_sent_by_the_sweep(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock)
    app.extensions["huey"].flush()

    clock.forward(minutes=1)
    run(clock)

    assert row(letter_id).state is LetterState.SENT


def test_one_transaction_asks_for_one_drain(app: Flask, mission: Mission, clock: Clock) -> None:
    huey = app.extensions["huey"]
    huey.flush()
    with transaction():
        for number in range(3):
            service.post(
                letter(), kind=INVITATION, mission_id=mission.id, recipient_ref=f"guest:{number}", now=clock()
            )

    assert len(huey) == 1


@pytest.mark.check("M04")
def test_a_cut_after_the_final_dot_is_uncertain_and_keeps_its_message_id(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("DOT", drop=True, keeps=True))
    letter_id = post(mission.id, clock)
    run(clock)
    clock.forward(days=1)
    run(clock)
    assert row(letter_id).state is LetterState.UNCERTAIN
    assert len(server.taken) == 1

    with transaction():
        service.resend(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())
    run(clock)

    sent = row(letter_id)
    assert (sent.state, sent.uncertain_resends) == (LetterState.SENT, 1)
    assert server.taken_per_message_id == {sent.message_id: 2}


def test_an_uncertain_confirmation_is_sent_once_more_by_itself(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("DOT", drop=True, times=2))
    letter_id = post(mission.id, clock, kind=CONFIRMATION)
    run(clock)
    clock.forward(minutes=14)
    run(clock)
    assert (row(letter_id).state, row(letter_id).uncertain_resends) == (LetterState.UNCERTAIN, 0)

    clock.forward(minutes=2)
    run(clock)
    clock.forward(days=1)
    run(clock)

    assert (row(letter_id).state, row(letter_id).uncertain_resends) == (LetterState.UNCERTAIN, 1)


@pytest.mark.check("M05")
def test_a_temporary_refusal_climbs_the_ladder_and_gives_up_after_eight(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("RCPT", reply="451 4.3.0 Later", times=8))
    letter_id = post(mission.id, clock)
    waits = []
    for _attempt in range(8):
        run(clock)
        waits.append(row(letter_id).next_at - clock())
        clock.at = max(clock.at, row(letter_id).next_at)

    minutes = [1, 5, 15, 60, 240, 720, 1440]
    for wait, usual in zip(waits, minutes, strict=False):
        assert timedelta(minutes=usual * 0.8) <= wait <= timedelta(minutes=usual * 1.2)
    failed = row(letter_id)
    assert (failed.state, failed.attempts, failed.last_code) == (LetterState.FAILED, 8, "451")
    assert len(attempts(letter_id)) == 8


@pytest.mark.check("M05")
def test_a_letter_refused_for_good_fails_with_the_reason(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("RCPT", reply="550 5.1.1 No such person"))
    refused, next_one = (
        post(mission.id, clock, to="a@foreign.example"),
        post(mission.id, clock, to="b@foreign.example"),
    )
    run(clock)

    assert (row(refused).state, row(refused).last_text) == (LetterState.FAILED, "5.1.1 No such person")
    assert row(next_one).state is LetterState.SENT


@pytest.mark.check("M06")
def test_a_wrong_password_pauses_everything_and_fails_nothing(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    with FaultServer(credentials=("protocol", "right")) as strict:
        app.extensions["post_office"] = office_to(strict.port, username="protocol", password="wrong")
        ids = [post(mission.id, clock, to=f"{n}@foreign.example") for n in range(5)]
        for _minute in range(10):
            run(clock)
            clock.forward(minutes=1)
        assert {row(one).state for one in ids} == {LetterState.QUEUED}
        assert {row(one).attempts for one in ids} == {0}
        assert strict.seen.connections == 4  # after 0, 1, 3 and 7 minutes
        paused = transports.state()
        assert paused is not None
        assert (paused.state, paused.reason[:3]) == (TransportState.PAUSED, "535")

        app.extensions["post_office"] = office_to(strict.port, username="protocol", password="right")
        with transaction():
            transports.reopen()
        run(clock)

        assert {row(one).state for one in ids} == {LetterState.SENT}
        opened = transports.state()
        assert opened is not None
        assert (opened.state, opened.reason, opened.pauses) == (TransportState.OPEN, "", 0)


@pytest.mark.check("M12")
def test_two_days_without_a_server_lose_no_letter(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    app.extensions["post_office"] = office_to(closed_port())
    keeps = post(mission.id, clock, to="a@foreign.example")
    expires = post(mission.id, clock, to="b@foreign.example", expires_at=clock() + timedelta(days=1))
    for _half_hour in range(96):
        run(clock)
        clock.forward(minutes=30)
    assert row(keeps).state is LetterState.QUEUED
    assert row(expires).state is LetterState.EXPIRED

    app.extensions["post_office"] = office_to(server.port)
    clock.forward(minutes=31)
    run(clock)

    assert row(keeps).state is LetterState.SENT
    assert len(server.taken) == 1


@pytest.mark.check("M09")
def test_a_letter_refused_at_the_door_is_cancelled(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    withdrawn = post(mission.id, clock, to="a@foreign.example", recipient_ref="guest:a")
    invited = post(mission.id, clock, to="b@foreign.example", recipient_ref="guest:b")

    def receive(leaving: Leaving) -> None:
        if leaving.letter.recipient_ref == "guest:a":
            leaving.refuse("The guest was withdrawn.")

    with at_the_door(INVITATION, receive):
        run(clock)

    assert (row(withdrawn).state, row(withdrawn).last_text) == (
        LetterState.CANCELLED,
        "The guest was withdrawn.",
    )
    assert row(invited).state is LetterState.SENT
    assert [taken.recipients for taken in server.taken] == [("b@foreign.example",)]


def test_a_letter_nobody_may_write_is_suppressed(mission: Mission, server: FaultServer, clock: Clock) -> None:
    letter_id = post(mission.id, clock)
    with at_the_door(INVITATION, lambda leaving: leaving.suppress("Asked not to be written to.")):
        run(clock)

    assert row(letter_id).state is LetterState.SUPPRESSED
    assert server.taken == []


@pytest.mark.check("M11")
def test_a_letter_whose_time_has_passed_expires(mission: Mission, server: FaultServer, clock: Clock) -> None:
    letter_id = post(mission.id, clock, expires_at=clock() + timedelta(hours=1))
    clock.forward(hours=1)
    drain.drain(now=clock)

    assert row(letter_id).state is LetterState.EXPIRED
    assert server.taken == []


def test_a_letter_that_would_tell_the_old_hour_is_written_anew(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock, text="At seven.\n")
    with at_the_door(INVITATION, lambda leaving: leaving.reads(letter(text="At eight.\n"))):
        run(clock)

    assert "At eight." in server.taken[0].message.get_content()
    assert row(letter_id).content_hash == letter(text="At eight.\n").content_hash
    assert post(mission.id, clock, text="At eight.\n") == letter_id


def test_of_two_letters_that_now_say_the_same_one_leaves(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    old, new = post(mission.id, clock, text="At seven.\n"), post(mission.id, clock, text="At eight.\n")
    with at_the_door(INVITATION, lambda leaving: leaving.reads(letter(text="At eight.\n"))):
        run(clock)

    assert {row(old).state, row(new).state} == {LetterState.CANCELLED, LetterState.SENT}
    assert len(server.taken) == 1


def test_secrets_leave_the_building_but_never_reach_the_database(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock, text=f"Reply: {placeholder('reply_link')}\n")
    with at_the_door(INVITATION, lambda leaving: leaving.supply("reply_link", "https://v.example/r/s3cret")):
        run(clock)

    assert "https://v.example/r/s3cret" in server.taken[0].message.get_content()
    stored = row(letter_id)
    assert "s3cret" not in "".join(str(getattr(stored, column.key)) for column in stored.__table__.columns)


def test_a_letter_without_its_secret_waits_and_holds_up_nobody(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    lacking = post(mission.id, clock, text=placeholder("reply_link"), to="a@foreign.example")
    whole = post(mission.id, clock, to="b@foreign.example")
    run(clock)

    assert (row(lacking).state, row(lacking).attempts) == (LetterState.QUEUED, 1)
    assert row(lacking).next_at > clock()
    assert row(whole).state is LetterState.SENT


def test_a_receiver_that_fails_holds_up_its_own_letter_only(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    def receive(leaving: Leaving) -> None:
        if leaving.letter.to_addr == "a@foreign.example":
            raise LookupError("no such guest")

    broken, whole = (
        post(mission.id, clock, to="a@foreign.example"),
        post(mission.id, clock, to="b@foreign.example"),
    )
    with at_the_door(INVITATION, receive):
        run(clock)

    assert (row(broken).state, row(broken).attempts) == (LetterState.QUEUED, 1)
    assert row(broken).next_at > clock()
    assert row(whole).state is LetterState.SENT


def test_what_a_letter_said_is_forgotten_a_month_after_it_left(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    left, waits = post(mission.id, clock), post(mission.id, clock, to="b@foreign.example", held=True)
    run(clock)
    clock.forward(days=29)
    drain.purge(now=clock)
    assert row(left).text

    clock.forward(days=2)
    drain.purge(now=clock)

    assert (row(left).text, row(left).state) == ("", LetterState.SENT)
    assert row(waits).text


def test_confirmations_leave_before_campaigns(mission: Mission, server: FaultServer, clock: Clock) -> None:
    for number in range(3):
        post(mission.id, clock, to=f"{number}@foreign.example")
    post(mission.id, clock, to="reply@foreign.example", kind=CONFIRMATION)
    run(clock)

    assert server.taken[0].recipients == ("reply@foreign.example",)


def test_missions_take_turns(missions: list[Mission], server: FaultServer, clock: Clock) -> None:
    large, small = missions
    for number in range(30):
        post(large.id, clock, to=f"{number}@large.example")
    clock.forward(seconds=1)
    post(small.id, clock, to="one@small.example")
    run(clock)

    place = [taken.recipients[0] for taken in server.taken].index("one@small.example")
    assert place <= drain.TURN


def test_equal_refusals_in_a_row_stop_the_campaign(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    campaign = uuid4()
    server.plan(Fault("RCPT", reply="550 5.7.1 You look like a sender of junk", times=5))
    ids = [post(mission.id, clock, to=f"{n}@foreign.example", campaign_id=campaign) for n in range(8)]
    single = post(mission.id, clock, to="single@foreign.example")
    run(clock)

    states = [row(one).state for one in ids]
    assert states.count(LetterState.FAILED) == 5
    assert states.count(LetterState.HELD) == 3
    assert row(single).state is LetterState.SENT
