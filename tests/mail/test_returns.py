"""What comes back: bounces end a letter's journey, automatic answers are known as such, forgeries do nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.mail import arranging, collecting, reports, returns, service, suppressions, transports, verp
from app.mail.boxes import BoxError, ImapBox, Maildir
from app.mail.errors import NotWanted
from app.mail.models import LetterState, Outbox, Returned, ReturnedKind, Security, SignIn, SuppressionReason
from app.mail.office import key_ring, post_office
from app.mail.signals import letter_returned, letter_settled
from app.missions.models import Mission
from tests.faults.certificates import certificate
from tests.faults.imap import MailServer
from tests.faults.smtp import Fault, FaultServer
from tests.mail import returned
from tests.mail.outbox import INVITATION, Clock, post, row, run

BOX = "returned@valdara.example"


@pytest.fixture
def bouncing(app: Flask, server: FaultServer, tmp_path: Path) -> Maildir:
    """An office with a return address and its mailbox."""
    folder = tmp_path / "returned"
    app.extensions["post_office"] = replace(
        post_office(), return_address=BOX, return_box=f"maildir://{folder}"
    )
    return Maildir(folder)


def sent(mission: Mission, clock: Clock, to: str = "guest@foreign.example") -> tuple[UUID, str]:
    """A letter that left, and the return path on its envelope."""
    letter_id = post(mission.id, clock, to=to)
    run(clock)
    return letter_id, verp.return_path(BOX, letter_id, mission_id=mission.id, keys=key_ring())


def take_in(raw: bytes, clock: Clock, mission_id: UUID | None = None) -> UUID | None:
    with transaction():
        return returns.take_in(raw, mission_id=mission_id, keys=key_ring(), now=clock())


def test_each_letter_leaves_with_a_return_path_of_its_own(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    letter_id, path = sent(mission, clock)
    assert server.taken[0].sender == path
    assert len(path.split("@")[0]) <= 64
    tail = verp.tail_of(path.upper())
    assert tail is not None
    assert tail.letter_id == letter_id
    assert tail.fits(mission_id=mission.id, keys=key_ring())
    assert server.taken[0].message["From"].addresses[0].addr_spec == "protocol@valdara.example"


@pytest.mark.parametrize("whole", [False, True])
def test_a_hard_bounce_ends_the_journey_and_closes_the_address(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock, whole: bool
) -> None:
    letter_id, path = sent(mission, clock)
    told: list[tuple[str, LetterState]] = []

    def settled(_kind: str, letter: Outbox, now: datetime) -> None:
        told.append((letter.to_addr, letter.state))

    with letter_settled.connected_to(settled, sender=INVITATION.name):
        take_in(returned.report(path, whole=whole), clock)

    back = row(letter_id)
    assert (back.state, back.last_code) == (LetterState.BOUNCED, "5.1.1")
    assert "User unknown" in back.last_text
    assert told == [("guest@foreign.example", LetterState.BOUNCED)]
    assert suppressions.among(mission.id, ["Guest@foreign.example"]) == {"guest@foreign.example"}

    second = post(mission.id, clock, text="Another letter\n")
    run(clock)
    assert row(second).state is LetterState.SUPPRESSED
    assert len(server.taken) == 1


def test_a_full_mailbox_bounces_the_letter_but_closes_no_address(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    letter_id, path = sent(mission, clock)
    take_in(returned.report(path, status="5.2.2", said="552 5.2.2 Mailbox full"), clock)
    assert row(letter_id).state is LetterState.BOUNCED
    assert suppressions.standing(mission.id) == []


def test_the_same_report_counts_once(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    _, path = sent(mission, clock)
    first = take_in(returned.report(path), clock)
    assert first is not None
    assert take_in(returned.report(path), clock) is None
    assert db.session.scalar(select(func.count()).select_from(Returned)) == 1


def test_a_delay_changes_nothing_but_is_told(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    letter_id, path = sent(mission, clock)
    take_in(returned.report(path, action="delayed", status="4.4.1"), clock)
    assert row(letter_id).state is LetterState.SENT
    assert [one.kind for one in returns.of_letter(letter_id)] == [ReturnedKind.DELAY]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_not_kept(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock, action: str
) -> None:
    _, path = sent(mission, clock)
    assert take_in(returned.report(path, action=action, status="2.0.0"), clock) is None


def test_a_bounce_in_words_is_understood(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    letter_id, path = sent(mission, clock)
    take_in(returned.plain_bounce(path), clock)
    assert row(letter_id).state is LetterState.BOUNCED


def test_a_report_without_our_return_path_is_known_by_the_letter_in_it(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id, _ = sent(mission, clock)
    take_in(returned.report("protocol@valdara.example", letter=row(letter_id).message_id), clock)
    assert row(letter_id).state is LetterState.BOUNCED


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply", ""]
)
def test_an_automatic_answer_is_no_bounce_and_no_reply(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock, header: str
) -> None:
    letter_id, path = sent(mission, clock)
    heard: list[ReturnedKind] = []

    def receive(_kind: str, letter: Outbox, kind: ReturnedKind, now: datetime) -> None:
        heard.append(kind)

    with letter_returned.connected_to(receive, sender=INVITATION.name):
        take_in(returned.away(path, header=header), clock)
    assert row(letter_id).state is LetterState.SENT
    assert heard == [ReturnedKind.AUTO_REPLY]
    [kept] = returns.of_letter(letter_id)
    assert (kept.kind, kept.sender) == (ReturnedKind.AUTO_REPLY, "guest@foreign.example")
    assert "away until Monday" in kept.text


def test_who_answers_by_a_machine_has_the_letter(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    server.plan(Fault("DOT", drop=True, keeps=True))
    letter_id, path = sent(mission, clock)
    assert row(letter_id).state is LetterState.UNCERTAIN
    take_in(returned.away(path), clock)
    assert row(letter_id).state is LetterState.SENT


def test_a_persons_answer_waits_for_somebody_to_read_it(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    letter_id, path = sent(mission, clock)
    take_in(returned.person(path), clock)
    assert row(letter_id).state is LetterState.SENT
    [kept] = returns.recent(mission.id)
    assert kept.kind is ReturnedKind.OTHER
    assert "I shall come" in kept.text


def test_a_forged_return_path_bounces_nothing(
    missions: list[Mission], server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    one, other = missions
    letter_id, path = sent(one, clock)
    forged = path[: path.index("@") - 8] + "00000000" + path[path.index("@") :]
    take_in(returned.report(forged, letter=row(letter_id).message_id), clock)
    assert row(letter_id).state is LetterState.SENT
    take_in(returned.report(path, name="9"), clock, mission_id=other.id)
    assert row(letter_id).state is LetterState.SENT


def test_a_refusal_that_names_no_mailbox_closes_the_address_until_an_officer_sends_again(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("RCPT", reply="550 5.1.1 No such person"))
    refused = post(mission.id, clock)
    run(clock)
    second = post(mission.id, clock, text="Another\n")
    run(clock)
    assert row(second).state is LetterState.SUPPRESSED

    with transaction():
        service.resend(refused, mission_id=mission.id, actor=SYSTEM, now=clock())
    run(clock)
    assert row(refused).state is LetterState.SENT
    assert suppressions.standing(mission.id) == []


def test_who_asked_not_to_be_written_to_is_not_even_by_sending_again(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("RCPT", reply="550 5.7.1 Refused"))
    letter_id = post(mission.id, clock)
    run(clock)
    with transaction():
        closed = suppressions.suppress(
            mission.id,
            "Guest@foreign.example",
            reason=SuppressionReason.ASKED,
            now=clock(),
            actor=SYSTEM,
        )
        closed_id = closed.id
    with pytest.raises(NotWanted), transaction():
        service.resend(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())
    with transaction():
        suppressions.lift(mission.id, closed_id, actor=SYSTEM, now=clock())
        service.resend(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())
    run(clock)
    assert row(letter_id).state is LetterState.SENT


@given(st.binary(max_size=400))
def test_no_bytes_of_a_stranger_make_the_reader_stumble(raw: bytes) -> None:
    assert reports.read(raw).kind in (None, *ReturnedKind)


@pytest.mark.parametrize(
    "raw",
    [
        returned.report("x@y.example").replace(b"Status: 5.1.1", b"Status: \xff\xfe=?x?q?"),
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 2000,
        b"Subject: =?utf-8?b?//8=?=\r\nFrom: =?x-unknown?q?a?= <a@b.example>\r\n\r\n\x00\x01",
        b"Content-Type: text/plain; charset=no-such\r\n\r\nhello",
        b"From: a@b.example\r\n" * 5000,
        b"\x00" * 100_000,
    ],
)
def test_hostile_messages_are_read_without_harm(raw: bytes) -> None:
    assert reports.read(raw).kind in (None, *ReturnedKind)


def test_a_maildir_is_emptied_once_and_keeps_what_it_held(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    letter_id, path = sent(mission, clock)
    (bouncing.folder / "new").mkdir(parents=True)
    (bouncing.folder / "new" / "1.a").write_bytes(returned.report(path))
    (bouncing.folder / "new" / "2.b").write_bytes(b"\xff\xfe not a message")

    assert collecting.collect(now=clock) == 2
    assert collecting.collect(now=clock) == 0
    assert row(letter_id).state is LetterState.BOUNCED
    assert sorted(path.name for path in (bouncing.folder / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[tuple[MailServer, ImapBox]]:
    serving, trusting = certificate(tmp_path)
    with MailServer(serving, {"returned": "right"}) as running:
        yield running, ImapBox("127.0.0.1", running.port, "returned", "right", tls=trusting)


def test_an_imap_mailbox_is_read_and_marked(imap: tuple[MailServer, ImapBox]) -> None:
    server, box = imap
    server.deliver(returned.report("a@b.example"))
    server.deliver(returned.person("a@b.example"))
    kinds = []
    for item in box.unread():
        kinds.append(reports.read(item.raw).kind)
        item.done()
    assert kinds == [ReturnedKind.BOUNCE, ReturnedKind.OTHER]
    assert list(box.unread()) == []


def test_an_imap_mailbox_opens_with_a_token(imap: tuple[MailServer, ImapBox]) -> None:
    server, box = imap
    server.token = "auth=Bearer good"
    server.deliver(returned.person("a@b.example"))
    assert len(list(replace(box, token=lambda: "good").unread())) == 1
    with pytest.raises(BoxError, match="wrong token"):
        list(replace(box, token=lambda: "bad").unread())


@pytest.mark.parametrize("trouble", ["password", "certificate", "folder", "nobody", "guarded"])
def test_a_mailbox_that_cannot_be_read_says_why(imap: tuple[MailServer, ImapBox], trouble: str) -> None:
    server, box = imap
    server.deliver(returned.person("a@b.example"))
    broken = {
        "password": replace(box, password="wrong"),
        "certificate": replace(box, tls=None),
        "folder": replace(box, folder='IN"BOX\r\nA DELETE'),
        "nobody": replace(box, port=1),
        "guarded": replace(box, guarded=True),
    }[trouble]
    with pytest.raises(BoxError, match=r".+"):
        list(broken.unread())
    assert not server.messages[0].seen


def test_one_missions_mailbox_in_trouble_stops_no_other(
    mission: Mission, server: FaultServer, bouncing: Maildir, clock: Clock
) -> None:
    own = arranging.Server(
        "127.0.0.1",
        server.port,
        Security.NONE,
        SignIn.NONE,
        box_host="127.0.0.1",
        box_port=1,
        box_username="x",
    )
    letter_id, path = sent(mission, clock)
    with transaction():
        arranging.arrange(
            mission.id,
            own,
            arranging.Typed(box_password="x"),
            keys=key_ring(),
            guarded=False,
            actor=SYSTEM,
            now=clock(),
        )
    (bouncing.folder / "new").mkdir(parents=True)
    (bouncing.folder / "new" / "1").write_bytes(returned.report(path))
    collecting.collect(now=clock)
    assert row(letter_id).state is LetterState.BOUNCED
    stored = transports.find_own(mission.id)
    assert stored is not None
    assert stored.box_trouble
