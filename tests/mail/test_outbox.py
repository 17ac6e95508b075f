"""The verbs of the outbox: post once, take back, hold, send again."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock as wall_clock
from app.audit.actor import SYSTEM
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.mail import queries, service
from app.mail.commands import outbox
from app.mail.errors import AddressUnusable, LetterGone, LetterNotFound, NotToResend
from app.mail.models import LetterState, Outbox
from app.mail.signals import letter_settled
from app.missions.models import Mission
from tests.faults.smtp import Fault, FaultServer
from tests.mail.outbox import CONFIRMATION, INVITATION, Clock, letter, post, row, run


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Outbox)) or 0


@pytest.mark.check("M01")
def test_a_rolled_back_transaction_sends_nothing(mission: Mission, server: FaultServer, clock: Clock) -> None:
    def business() -> None:
        with transaction():
            service.post(
                letter(), kind=INVITATION, mission_id=mission.id, recipient_ref="guest:1", now=clock()
            )
            raise RuntimeError("the rest went wrong")

    with pytest.raises(RuntimeError):
        business()
    run(clock)

    assert rows() == 0
    assert server.taken == []


@pytest.mark.check("M08")
def test_posting_five_hundred_letters_twice_makes_five_hundred_rows(mission: Mission, clock: Clock) -> None:
    campaign = uuid4()

    def send_all() -> list[object]:
        with transaction():
            return [
                service.post(
                    letter(f"guest{number}@foreign.example"),
                    kind=INVITATION,
                    mission_id=mission.id,
                    recipient_ref=f"guest:{number}",
                    campaign_id=campaign,
                    now=clock(),
                )
                for number in range(500)
            ]

    assert send_all() == send_all()
    assert rows() == 500


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Dear guest, at eight.\n"},
        {"to": "other@foreign.example", "recipient_ref": "guest:1"},
        {"recipient_ref": "guest:2"},
        {"campaign_id": uuid4()},
        {"once": "second reply"},
        {"kind": CONFIRMATION},
        {"letter": letter(says=("20:00",))},
    ],
)
def test_what_differs_is_another_letter(mission: Mission, clock: Clock, other: dict[str, object]) -> None:
    first = post(mission.id, clock, recipient_ref="guest:1")
    second = post(mission.id, clock, **({"recipient_ref": "guest:1"} | other))  # type: ignore[arg-type]

    assert first != second
    assert rows() == 2


def test_a_cancelled_letter_may_be_written_anew(mission: Mission, clock: Clock) -> None:
    first = post(mission.id, clock)
    with transaction():
        service.cancel(first, mission_id=mission.id, actor=SYSTEM, now=clock(), reason="withdrawn")

    second = post(mission.id, clock)

    assert second != first
    assert row(first).state is LetterState.CANCELLED
    assert row(second).state is LetterState.QUEUED


def test_a_letter_cannot_be_posted_to_what_is_no_address(mission: Mission, clock: Clock) -> None:
    with pytest.raises(AddressUnusable):
        post(mission.id, clock, to="at the ministry")

    assert rows() == 0


def test_the_message_id_is_fixed_and_names_the_public_host(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock)
    run(clock)

    assert row(letter_id).message_id == f"<{letter_id}@events.valdara.example>"
    assert server.taken[0].message_id == row(letter_id).message_id


def test_held_letters_wait_until_released(mission: Mission, server: FaultServer, clock: Clock) -> None:
    campaign = uuid4()
    letter_id = post(mission.id, clock, campaign_id=campaign, held=True)
    run(clock)
    assert server.taken == []

    with transaction():
        assert service.release(campaign, mission_id=mission.id, actor=SYSTEM, now=clock()) == 1
    run(clock)

    assert row(letter_id).state is LetterState.SENT


def test_a_held_campaign_stops(mission: Mission, server: FaultServer, clock: Clock) -> None:
    campaign = uuid4()
    letter_id = post(mission.id, clock, campaign_id=campaign)
    with transaction():
        assert service.hold(campaign, mission_id=mission.id, actor=SYSTEM, now=clock(), reason="wait") == 1
    run(clock)

    assert row(letter_id).state is LetterState.HELD
    assert server.taken == []


def test_a_cancelled_letter_never_leaves(mission: Mission, server: FaultServer, clock: Clock) -> None:
    event = uuid4()
    kept = post(mission.id, clock, to="kept@foreign.example")
    gone = [
        post(mission.id, clock, to="a@foreign.example", recipient_ref="guest:a"),
        post(mission.id, clock, to="b@foreign.example", event_id=event),
    ]
    with transaction():
        assert service.cancel_for("guest:a", mission_id=mission.id, now=clock(), reason="withdrawn") == 1
        assert service.cancel_event(event, mission_id=mission.id, now=clock(), reason="called off") == 1
    run(clock)

    assert [row(letter_id).state for letter_id in gone] == [LetterState.CANCELLED] * 2
    assert [taken.message_id for taken in server.taken] == [row(kept).message_id]


def test_the_end_of_a_letter_is_told_to_who_wrote_it(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    told: list[tuple[str, LetterState]] = []

    def receiver(_kind: str, letter: Outbox, now: datetime) -> None:
        told.append((letter.to_addr[0], letter.state))

    with letter_settled.connected_to(receiver, sender=INVITATION.name):
        taken_back = post(mission.id, clock, to="a@foreign.example")
        with transaction():
            service.cancel(taken_back, mission_id=mission.id, actor=SYSTEM, now=clock())
        post(mission.id, clock, to="b@foreign.example")
        post(mission.id, clock, to="c@foreign.example", kind=CONFIRMATION)
        post(mission.id, clock, to="d@foreign.example", expires_at=clock())
        run(clock)

    assert sorted(told) == [
        ("a", LetterState.CANCELLED),
        ("b", LetterState.SENT),
        ("d", LetterState.EXPIRED),
    ]


def test_the_command_empties_the_outbox(app: Flask, mission: Mission, server: FaultServer) -> None:
    post(mission.id, Clock(wall_clock.now()))
    result = app.test_cli_runner().invoke(outbox, ["drain"])

    assert (result.exit_code, result.output) == (0, "1 letters tried.\n")
    assert len(server.taken) == 1


def test_only_the_named_kinds_are_taken_back(mission: Mission, clock: Clock) -> None:
    invitation = post(mission.id, clock, recipient_ref="guest:a")
    confirmation = post(mission.id, clock, recipient_ref="guest:a", kind=CONFIRMATION)
    with transaction():
        service.cancel_for("guest:a", mission_id=mission.id, now=clock(), reason="x", kinds=[INVITATION.name])

    assert row(invitation).state is LetterState.CANCELLED
    assert row(confirmation).state is LetterState.QUEUED


def test_a_letter_that_left_cannot_be_cancelled(mission: Mission, server: FaultServer, clock: Clock) -> None:
    letter_id = post(mission.id, clock)
    run(clock)
    with pytest.raises(LetterGone), transaction():
        service.cancel(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())


def test_another_missions_letter_is_not_found(mission: Mission, clock: Clock) -> None:
    letter_id = post(mission.id, clock)
    with pytest.raises(LetterNotFound), transaction():
        service.cancel(letter_id, mission_id=uuid4(), actor=SYSTEM, now=clock())
    with pytest.raises(LetterNotFound), transaction():
        service.resend(letter_id, mission_id=uuid4(), actor=SYSTEM, now=clock())
    with pytest.raises(LetterNotFound):
        queries.get(uuid4(), letter_id)


def test_a_failed_letter_is_sent_again_under_its_own_message_id(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("RCPT", reply="550 5.1.1 No such person"))
    letter_id = post(mission.id, clock)
    run(clock)
    message_id = row(letter_id).message_id
    assert row(letter_id).state is LetterState.FAILED

    with transaction():
        service.resend(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())
    run(clock)

    assert row(letter_id).state is LetterState.SENT
    assert [taken.message_id for taken in server.taken] == [message_id]
    verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.record_id == letter_id)).all()
    assert verbs == ["mail.resend"]


def test_a_letter_that_is_waiting_or_gone_is_not_sent_again(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock)
    for _step in range(2):
        with pytest.raises(NotToResend), transaction():
            service.resend(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())
        run(clock)


def test_the_outbox_says_how_many_wait_and_since_when(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    event = uuid4()
    server.plan(Fault("RCPT", reply="550 No such person"))
    post(mission.id, clock, to="a@foreign.example", event_id=event)
    post(mission.id, clock, to="b@foreign.example")
    run(clock)
    clock.forward(hours=1)
    post(mission.id, clock, to="c@foreign.example", not_before=clock() + timedelta(hours=2))

    of_all, of_event = queries.summary(mission.id), queries.summary(mission.id, event_id=event)

    assert of_all.counts == {LetterState.FAILED: 1, LetterState.SENT: 1, LetterState.QUEUED: 1}
    assert (of_all.oldest_waiting, of_all.next_try) == (clock(), clock() + timedelta(hours=2))
    assert of_event.counts == {LetterState.FAILED: 1}
    assert of_event.oldest_waiting is None
    assert [one.to_addr for one in queries.letters(mission.id)] == [
        "c@foreign.example",
        "b@foreign.example",
        "a@foreign.example",
    ]
    assert queries.summary(uuid4()).counts == {}
