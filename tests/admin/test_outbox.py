"""The outbox as an officer sees it, and the mission's mail server as its administrator arranges it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from app import clock as wall_clock
from app.accounts.models import Role
from app.db import transaction
from app.mail import overview, returns, suppressions, transports
from app.mail.message import placeholder
from app.mail.models import LetterState, Security, SuppressionReason
from app.mail.office import key_ring
from app.missions import queries as missions
from app.missions.models import Mission
from tests.faults.smtp import Fault, FaultServer, closed_port
from tests.mail import returned
from tests.mail.outbox import Clock, letter, office_to, post, row, run
from tests.pages import Pages


@pytest.fixture
def clock() -> Clock:
    """Pages show what is true now, so these letters are of today."""
    return Clock(wall_clock.now() - timedelta(hours=1))


@pytest.fixture
def server(app: Flask) -> Iterator[FaultServer]:
    with FaultServer() as running:
        app.extensions["post_office"] = office_to(running.port)
        yield running
    del app.extensions["post_office"]


@pytest.fixture
def office(as_role: Callable[..., Pages]) -> Pages:
    return as_role(Role.SOCIAL_SECRETARY)


def outbox(pages: Pages, mission: Mission) -> str:
    return pages.get(f"/m/{mission.slug}/outbox").text


def test_the_page_says_what_left_what_waits_and_why(
    office: Pages, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("RCPT", reply="550 5.1.1 No such person"), Fault("RCPT", reply="451 4.7.1 Greylisted"))
    for number in range(4):
        post(mission.id, clock, to=f"{number}@foreign.example")
    post(mission.id, clock, to="late@foreign.example", not_before=wall_clock.now() + timedelta(days=1))
    run(Clock(wall_clock.now()))

    text = outbox(office, mission)
    assert "2 letters have left" in text
    assert "2 letters wait or are leaving" in text
    assert "1 did not arrive: telephone" in text
    assert "put it off; it is tried again by itself. 451 4.7.1 Greylisted" in text
    assert "Its hour has not come." in text
    assert "The last letter leaves at about" in text
    assert "The oldest one waits since" in text


@pytest.mark.check("M12")
def test_a_mail_server_that_is_away_is_told_and_can_be_tried(
    app: Flask, office: Pages, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    app.extensions["post_office"] = office_to(closed_port())
    letter_id = post(mission.id, clock)
    run(Clock(wall_clock.now()))
    page = office.get(f"/m/{mission.slug}/outbox")
    assert "The mail server has taken no letters since" in page.text
    assert "The oldest one waits since" in page.text
    assert "it is tried again by itself" in page.text

    app.extensions["post_office"] = office_to(server.port)
    assert "One letter tries the way now" in page.submit("Try now").text
    run(Clock(wall_clock.now()))
    assert row(letter_id).state is LetterState.SENT
    assert "has taken no letters" not in outbox(office, mission)


def test_uncertain_letters_are_decided_together(
    office: Pages, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    server.plan(Fault("DOT", drop=True, times=3))
    ids = [post(mission.id, clock, to=f"{number}@foreign.example") for number in range(3)]
    run(clock)
    page = office.get(f"/m/{mission.slug}/outbox")
    assert "Of 3 letters nobody knows whether they left" in page.text

    form = page.form("Send the ticked ones again")
    form.values = [(name, value) for name, value in form.values if value != str(ids[2])]
    assert "2 letters go out again" in form.submit().text
    run(Clock(wall_clock.now()))
    assert [row(one).state for one in ids] == [LetterState.SENT, LetterState.SENT, LetterState.UNCERTAIN]

    page = office.get(f"/m/{mission.slug}/outbox").submit("Leave it at that")
    assert "1 letter stays as it is" in page.text
    assert row(ids[2]).state is LetterState.CANCELLED
    assert "Please decide" not in page.text


def test_a_sending_refused_again_and_again_asks_the_officer(
    office: Pages, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    campaign = uuid4()
    server.plan(Fault("RCPT", reply="550 5.7.1 You look like a sender of junk", times=5))
    ids = [post(mission.id, clock, to=f"{n}@foreign.example", campaign_id=campaign) for n in range(9)]
    run(clock)
    page = office.get(f"/m/{mission.slug}/outbox")
    assert "It was stopped by itself" in page.text
    assert "You look like a sender of junk" in page.text
    late = post(mission.id, clock, to="late@foreign.example", campaign_id=campaign)
    run(clock)
    assert row(late).state is LetterState.HELD

    page = page.submit("Let the rest go")
    assert "5 letters may leave" in page.text
    run(Clock(wall_clock.now()))
    states = [row(one).state for one in [*ids, late]]
    assert (states.count(LetterState.SENT), states.count(LetterState.FAILED)) == (5, 5)


def test_what_is_held_back_can_be_given_up(
    office: Pages, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    campaign = uuid4()
    ids = [post(mission.id, clock, to=f"{n}@foreign.example", campaign_id=campaign) for n in range(3)]
    page = office.get(f"/m/{mission.slug}/outbox").submit("Stop")
    assert "3 letters are held back" in page.text
    page = page.submit("Do not send the rest")
    assert {row(one).state for one in ids} == {LetterState.CANCELLED}
    assert overview.sendings(mission.id, now=wall_clock.now()) == []


def test_another_missions_sending_is_not_found(office: Pages, mission: Mission, clock: Clock) -> None:
    token = dict(office.get(f"/m/{mission.slug}/outbox/returned").form("Do not write").values)["csrf_token"]
    path = f"/m/{mission.slug}/outbox/sendings/{uuid4()}/go"
    assert office.post(path, {"csrf_token": token}).status == 404


def test_what_came_back_and_closed_addresses_have_a_page(
    office: Pages, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    letter_id = post(mission.id, clock)
    run(clock)
    with transaction():
        raw = returned.report("x@valdara.example", letter=row_message_id(letter_id))
        returns.take_in(raw, mission_id=None, keys=key_ring(), now=clock())
    page = office.get(f"/m/{mission.slug}/outbox/returned")
    assert "could not be delivered" in page.text
    assert "letters came back" in page.text
    assert "Telephone this guest" in office.get(f"/m/{mission.slug}/outbox/{letter_id}").text

    page = page.submit("Write to it again")
    assert "No address is closed" in page.text
    page = page.form("Do not write to this address").fill("E-mail", "shy@foreign.example").submit()
    assert "No letter goes to this address any more" in page.text
    assert [one.reason for one in suppressions.standing(mission.id)] == [SuppressionReason.ASKED]


def row_message_id(letter_id: UUID) -> str:
    return f"<{letter_id}@events.valdara.example>"


@pytest.mark.check("S19")
def test_a_letter_is_shown_in_a_frame_in_which_nothing_runs(
    office: Pages, mission: Mission, clock: Clock
) -> None:
    html = f'<p>Dear</p><script>alert(1)</script><a href="{placeholder("reply_link")}">Reply</a><img src="https://t.example/p">'
    letter_id = post(mission.id, clock, letter=letter(html=html, text=f"Dear {placeholder('reply_link')}"))
    page = office.get(f"/m/{mission.slug}/outbox/{letter_id}")
    [frame] = list(page.tree.iter("iframe"))
    assert frame.attrib["sandbox"] == ""
    assert "[secret]" in page.text

    body = office.get(frame.attrib["src"], check=False).response
    policy = {part.split(" ")[0]: part for part in body.headers["Content-Security-Policy"].split("; ")}
    assert policy["sandbox"] == "sandbox"
    assert policy["script-src"] == "script-src 'none'"
    assert policy["img-src"] == "img-src data:"
    assert policy["frame-ancestors"] == "frame-ancestors 'self'"
    assert body.headers["X-Content-Type-Options"] == "nosniff"
    assert placeholder("reply_link") not in body.get_data(as_text=True)


def fill_server(pages: Pages, mission: Mission, port: int, password: str = "right") -> Pages:
    form = pages.get(f"/m/{mission.slug}/settings/mail").form("Save the mail server")
    form.fill("Letters come from", "protocol@valdara.example").fill("The mission has a mail server", True)
    form.fill("Name of the server", "127.0.0.1").fill("Port", str(port)).fill("Encryption", "none")
    form.fill("User name", "protocol").fill("Password", password)
    page = form.submit()
    assert "The mail server is saved" in page.text
    return pages


def test_the_administrator_arranges_a_server_and_tries_it(
    as_role: Callable[..., Pages], mission: Mission, server: FaultServer
) -> None:
    pages = as_role(Role.ADMINISTRATOR)
    with FaultServer(credentials=("protocol", "right")) as own:
        fill_server(pages, mission, own.port, "wrong")
        page = pages.get(f"/m/{mission.slug}/settings/mail").submit("Send a test letter to myself")
        assert "does not let us in" in page.text
        assert "535 5.7.8" in page.text
        assert own.taken == []

        fill_server(pages, mission, own.port, "right")
        page = pages.get(f"/m/{mission.slug}/settings/mail").submit("Send a test letter to myself")
        assert "took the letter to" in page.text
        assert "250 2.0.0 Taken" in page.text
        assert [taken.recipients[0].endswith("@valdara.example") for taken in own.taken] == [True]
        assert "right" not in "".join(value or "" for value in passwords_of(page.tree))
    assert server.taken == []
    stored = transports.find_own(mission.id)
    assert stored is not None
    assert (stored.security, stored.state.value) == (Security.NONE, "open")
    assert missions.get(mission.id).mail_from == "protocol@valdara.example"


def passwords_of(tree: object) -> list[str]:
    return [
        node.attrib.get("value", "")
        for node in tree.iter("input")  # type: ignore[attr-defined]
        if node.attrib.get("type") == "password"
    ]


def test_a_test_letter_that_nobody_takes_is_not_tried_again(
    app: Flask, as_role: Callable[..., Pages], mission: Mission, server: FaultServer
) -> None:
    app.extensions["post_office"] = office_to(closed_port())
    pages = as_role(Role.ADMINISTRATOR)
    page = pages.get(f"/m/{mission.slug}/settings/mail").submit("Send a test letter to myself")
    assert "does not answer" in page.text
    app.extensions["post_office"] = office_to(server.port)
    with transaction():
        transports.reopen(mission.id)
    run(Clock(wall_clock.now()))
    assert server.taken == []


def test_another_server_asks_for_the_password_again(
    as_role: Callable[..., Pages], mission: Mission, server: FaultServer
) -> None:
    pages = fill_server(as_role(Role.ADMINISTRATOR), mission, server.port)
    form = pages.get(f"/m/{mission.slug}/settings/mail").form("Save the mail server")
    page = form.fill("Name of the server", "mail.evil.example").submit()
    assert page.status == 422
    assert "type the password again" in page.text


def test_a_server_needs_a_name(as_role: Callable[..., Pages], mission: Mission) -> None:
    form = as_role(Role.ADMINISTRATOR).get(f"/m/{mission.slug}/settings/mail").form("Save the mail server")
    page = form.fill("The mission has a mail server", True).submit()
    assert page.status == 422
    assert "Write the name of the mail server" in page.text


def test_an_empty_outbox_says_when_it_fills(office: Pages, mission: Mission) -> None:
    assert "Letters appear as soon as invitations are sent" in outbox(office, mission)
