"""The conversation with a mail server that misbehaves at every step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.mail.delivery import Delivery, LeaseLostError, Outcome, Parcel, Timeouts
from app.mail.models import Phase, Security
from app.mail.smtp import SmtpCarrier, SmtpServer
from tests.faults.certificates import certificate
from tests.faults.smtp import Fault, FaultServer, Stage, closed_port

PATIENT = Timeouts(connect=20, command=20, body=20, final=20)
QUICK = Timeouts(connect=1, command=1, body=1, final=1)
PARCEL = Parcel(
    sender="protocol@valdara.example",
    recipient="guest@foreign.example",
    raw=b"Message-ID: <1@valdara.example>\r\nSubject: A reception\r\n\r\nDear guest,\r\n.\r\n.Dots\r\n",
)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as running:
        yield running


def carrier_to(
    server: FaultServer,
    security: Security = Security.NONE,
    *,
    username: str = "",
    password: str = "",
    hangs: bool = False,
) -> SmtpCarrier:
    return SmtpCarrier(
        SmtpServer(
            server.host,
            server.port,
            security=security,
            username=username,
            password=password,
            helo="desk.valdara.example",
            timeouts=QUICK if hangs else PATIENT,
        )
    )


def carry(carrier: SmtpCarrier, parcel: Parcel = PARCEL) -> tuple[Delivery, list[Phase]]:
    phases: list[Phase] = []
    try:
        return carrier.carry(parcel, phases.append), phases
    finally:
        carrier.close()


def test_accepted_letter_passes_every_phase_and_arrives_unchanged(server: FaultServer) -> None:
    delivery, phases = carry(carrier_to(server))

    assert (delivery.outcome, delivery.code) == (Outcome.SENT, 250)
    assert phases == [Phase.CONNECTED, Phase.ENVELOPE, Phase.DATA, Phase.HANDOFF]
    [letter] = server.taken
    assert letter.raw == PARCEL.raw
    assert (letter.sender, letter.recipients) == (PARCEL.sender, (PARCEL.recipient,))


def test_handoff_is_told_before_the_server_owns_the_letter(server: FaultServer) -> None:
    seen: list[tuple[Phase, int]] = []
    carrier = carrier_to(server)

    carrier.carry(PARCEL, lambda phase: seen.append((phase, len(server.taken))))
    carrier.close()

    assert seen[-1] == (Phase.HANDOFF, 0)
    assert len(server.taken) == 1


def test_a_letter_whose_lease_is_lost_at_handoff_is_not_taken(server: FaultServer) -> None:
    def lose(phase: Phase) -> None:
        if phase is Phase.HANDOFF:
            raise LeaseLostError

    carrier = carrier_to(server)
    with pytest.raises(LeaseLostError):
        carrier.carry(PARCEL, lose)
    delivery, _ = carry(carrier)

    assert delivery.outcome is Outcome.SENT
    assert len(server.taken) == 1


def test_one_connection_serves_several_letters(server: FaultServer) -> None:
    carrier = carrier_to(server)
    for _number in range(3):
        assert carrier.carry(PARCEL, lambda phase: None).outcome is Outcome.SENT
    carrier.close()

    assert server.seen.connections == 1
    assert server.verbs.count("QUIT") == 1


@pytest.mark.parametrize("fault", [Fault("MAIL", drop=True), Fault("MAIL", reply="421 4.4.2 Idle too long")])
def test_a_connection_closed_while_idle_is_opened_again(server: FaultServer, fault: Fault) -> None:
    carrier = carrier_to(server)
    assert carrier.carry(PARCEL, lambda phase: None).outcome is Outcome.SENT
    server.plan(fault)

    delivery, _ = carry(carrier)

    assert delivery.outcome is Outcome.SENT
    assert server.seen.connections == 2


BEFORE_MAIL: tuple[Stage, ...] = ("BANNER", "EHLO", "MAIL")
AFTER_MAIL: tuple[Stage, ...] = ("RCPT", "DATA", "DOT")


@pytest.mark.check("M05")
@pytest.mark.parametrize("stage", [*BEFORE_MAIL, *AFTER_MAIL])
@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_temporary_refusal_is_tried_again(server: FaultServer, stage: Stage, code: int) -> None:
    # a client that gets no answer to EHLO tries HELO
    server.plan(Fault(stage, reply=f"{code} 4.0.0 Later"), Fault("HELO", reply=f"{code} 4.0.0 Later"))

    delivery, _ = carry(carrier_to(server))

    if stage == "EHLO" and code == 421:
        assert delivery.outcome is Outcome.UNREACHABLE
    else:
        assert (delivery.outcome, delivery.code) == (Outcome.RETRY, code)
    assert server.taken == []


@pytest.mark.parametrize("stage", BEFORE_MAIL)
def test_a_server_that_refuses_us_altogether_pauses_the_transport(server: FaultServer, stage: Stage) -> None:
    server.plan(Fault(stage, reply="554 5.7.1 Not from you"), Fault("HELO", reply="554 5.7.1 Not from you"))

    delivery, _ = carry(carrier_to(server))

    assert (delivery.outcome, delivery.code) == (Outcome.PAUSED, 554)


@pytest.mark.check("M05")
@pytest.mark.parametrize("stage", AFTER_MAIL)
def test_a_letter_refused_for_good_fails_with_the_servers_reason(server: FaultServer, stage: Stage) -> None:
    server.plan(Fault(stage, reply="550 5.1.1 No such person"))

    delivery, _ = carry(carrier_to(server))

    assert (delivery.outcome, delivery.code, delivery.text) == (Outcome.FAILED, 550, "5.1.1 No such person")


@pytest.mark.check("M06")
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_sign_in_required_later_on_pauses_the_transport(server: FaultServer, stage: Stage) -> None:
    server.plan(Fault(stage, reply="530 5.7.0 Authentication required"))

    delivery, _ = carry(carrier_to(server))

    assert (delivery.outcome, delivery.code) == (Outcome.PAUSED, 530)


@pytest.mark.parametrize("stage", BEFORE_MAIL)
@pytest.mark.parametrize("way", ["drop", "hang"])
def test_silence_before_the_envelope_means_nobody_there(server: FaultServer, stage: Stage, way: str) -> None:
    server.plan(Fault(stage, drop=way == "drop", hang=way == "hang"))

    delivery, _ = carry(carrier_to(server, hangs=way == "hang"))

    assert (delivery.outcome, delivery.code) == (Outcome.UNREACHABLE, None)


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "BODY"])
@pytest.mark.parametrize("way", ["drop", "hang"])
def test_silence_before_the_handover_is_safe_to_repeat(server: FaultServer, stage: Stage, way: str) -> None:
    server.plan(Fault(stage, drop=way == "drop", hang=way == "hang"))
    # a body small enough for the socket's buffer is only missed at the reply, after the handover
    large = Parcel(PARCEL.sender, PARCEL.recipient, PARCEL.raw + (b"x" * 998 + b"\r\n") * 16_000)

    delivery, phases = carry(carrier_to(server, hangs=way == "hang"), large)

    assert delivery.outcome is Outcome.RETRY
    assert Phase.HANDOFF not in phases
    assert server.taken == []


@pytest.mark.check("M04")
@pytest.mark.parametrize("way", ["drop", "hang"])
@pytest.mark.parametrize("keeps", [True, False])
def test_silence_after_the_final_dot_is_uncertain(server: FaultServer, way: str, keeps: bool) -> None:
    server.plan(Fault("DOT", drop=way == "drop", hang=way == "hang", keeps=keeps))

    delivery, phases = carry(carrier_to(server, hangs=way == "hang"))

    assert delivery.outcome is Outcome.UNCERTAIN
    assert phases[-1] is Phase.HANDOFF
    assert len(server.taken) == int(keeps)


def test_a_reply_that_makes_no_sense_after_the_final_dot_is_uncertain(server: FaultServer) -> None:
    server.plan(Fault("DOT", reply="what?", keeps=True))

    assert carry(carrier_to(server))[0].outcome is Outcome.UNCERTAIN


def test_a_slow_server_within_the_timeout_is_waited_for(server: FaultServer) -> None:
    stages: tuple[Stage, ...] = ("BANNER", "MAIL", "RCPT", "DATA", "DOT")
    server.plan(*(Fault(stage, slow=0.1) for stage in stages))

    assert carry(carrier_to(server))[0].outcome is Outcome.SENT


def test_nobody_listening_is_unreachable() -> None:
    carrier = SmtpCarrier(SmtpServer("127.0.0.1", closed_port(), security=Security.NONE, timeouts=PATIENT))

    assert carry(carrier)[0].outcome is Outcome.UNREACHABLE


def test_a_host_name_that_does_not_exist_is_unreachable() -> None:
    carrier = SmtpCarrier(SmtpServer("mail.invalid", 25, security=Security.NONE, timeouts=PATIENT))

    assert carry(carrier)[0].outcome is Outcome.UNREACHABLE


@pytest.mark.check("M06")
def test_a_wrong_password_pauses_the_transport() -> None:
    with FaultServer(credentials=("protocol", "right")) as server:
        delivery, _ = carry(carrier_to(server, username="protocol", password="wrong"))

        assert (delivery.outcome, delivery.code) == (Outcome.PAUSED, 535)
        assert carry(carrier_to(server, username="protocol", password="right"))[0].outcome is Outcome.SENT


def test_a_server_without_sign_in_pauses_rather_than_fails(server: FaultServer) -> None:
    assert carry(carrier_to(server, username="protocol", password="x"))[0].outcome is Outcome.PAUSED


def test_a_server_without_starttls_gets_no_letter(server: FaultServer) -> None:
    delivery, _ = carry(carrier_to(server, security=Security.STARTTLS))

    assert delivery.outcome is Outcome.PAUSED
    assert server.taken == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_an_encrypted_way_checks_the_certificate(tmp_path: Path, security: Security) -> None:
    serving, trusting = certificate(tmp_path)
    at_once, on_request = (serving, None) if security is Security.TLS else (None, serving)
    with FaultServer(tls=at_once, starttls=on_request) as server:
        assert carry(carrier_to(server, security=security))[0].outcome is Outcome.PAUSED

        trusted = SmtpServer(server.host, server.port, security=security, timeouts=PATIENT, tls=trusting)
        assert carry(SmtpCarrier(trusted))[0].outcome is Outcome.SENT
