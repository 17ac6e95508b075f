"""Each mission has its own way out; one that is shut stops nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.mail import arranging, drain, forecast, network, sealing, service, transports
from app.mail.errors import PasswordAnew, SecretLost, ServerUnusable
from app.mail.models import LetterState, Security, SignIn, TransportState
from app.mail.office import key_ring, post_office
from app.missions.models import Mission
from app.tokens import KeyRing
from tests.faults.smtp import FaultServer, closed_port
from tests.mail.outbox import CONFIRMATION, Clock, office_to, post, row, run

OWN = arranging.Server("127.0.0.1", security=Security.NONE, username="protocol")


def arrange(mission: Mission, server: arranging.Server, clock: Clock, *, password: str = "right") -> None:
    with transaction():
        arranging.arrange(
            mission.id,
            server,
            arranging.Typed(password=password),
            keys=key_ring(),
            guarded=False,
            actor=SYSTEM,
            now=clock(),
        )


@pytest.mark.check("M06")
def test_one_missions_wrong_password_stops_nobody_else(
    missions: list[Mission], server: FaultServer, clock: Clock
) -> None:
    one, other = missions
    with FaultServer(credentials=("protocol", "right")) as strict:
        arrange(one, replace(OWN, port=strict.port), clock, password="wrong")
        stuck = [post(one.id, clock, to=f"{n}@foreign.example") for n in range(3)]
        free = [post(other.id, clock, to=f"{n}@foreign.example") for n in range(3)]
        for _minute in range(5):
            run(clock)
            clock.forward(minutes=1)

        assert {row(letter).state for letter in free} == {LetterState.SENT}
        assert {(row(letter).state, row(letter).attempts) for letter in stuck} == {(LetterState.QUEUED, 0)}
        shut, open_one = transports.state(one.id), transports.state(other.id)
        assert shut is not None
        assert (shut.state, shut.reason[:3]) == (TransportState.PAUSED, "535")
        assert open_one is None or open_one.state is TransportState.OPEN

        arrange(one, replace(OWN, port=strict.port), clock, password="right")
        run(clock)
        assert {row(letter).state for letter in stuck} == {LetterState.SENT}
        assert len(strict.taken) == 3


def test_a_mission_that_gives_up_its_server_uses_the_installations(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    arrange(mission, replace(OWN, port=closed_port()), clock)
    letter_id = post(mission.id, clock)
    run(clock)
    assert row(letter_id).state is LetterState.QUEUED

    arrange(mission, arranging.Server(""), clock, password="")
    run(clock)

    assert row(letter_id).state is LetterState.SENT


def test_letters_caught_by_a_closing_way_wait_and_lose_no_attempt(
    app: Flask, mission: Mission, clock: Clock
) -> None:
    with FaultServer() as closing:
        app.extensions["post_office"] = office_to(closing.port)
        ids = [post(mission.id, clock, to=f"{n}@foreign.example") for n in range(8)]
        assert drain.drain(3, now=clock) == 3
    run(clock)

    states = [row(letter).state for letter in ids]
    assert states.count(LetterState.SENT) == 3
    assert states.count(LetterState.QUEUED) == 5
    assert {row(letter).attempts for letter in ids if row(letter).state is LetterState.QUEUED} == {0}
    del app.extensions["post_office"]


@pytest.mark.check("S25")
def test_no_password_of_a_mail_server_stands_in_the_database(mission: Mission, clock: Clock) -> None:
    with transaction():
        arranging.arrange(
            mission.id,
            replace(OWN, sign_in=SignIn.MICROSOFT, tenant="valdara.example", client_id="client"),
            arranging.Typed("pass-phrase-1", "client-secret-2", "refresh-token-3", "box-phrase-4"),
            keys=key_ring(),
            guarded=False,
            actor=SYSTEM,
            now=clock(),
        )
    dump = "".join(
        str(line)
        for table in inspect(db.engine).get_table_names()
        for line in db.session.execute(text(f'SELECT * FROM "{table}"'))
    )
    for secret in ("pass-phrase-1", "client-secret-2", "refresh-token-3", "box-phrase-4"):
        assert secret not in dump
    stored = transports.find_own(mission.id)
    assert stored is not None
    opened = sealing.unseal(stored.secret, mission_id=mission.id, keys=key_ring())
    assert (opened.password, opened.box_password) == ("pass-phrase-1", "box-phrase-4")


def test_a_key_file_that_does_not_fit_shuts_the_way_and_fails_nothing(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock, tmp_path: Path, monkeypatch: Any
) -> None:
    arrange(mission, replace(OWN, port=server.port), clock)
    letter_id = post(mission.id, clock)
    monkeypatch.setitem(app.extensions, "keys", KeyRing(tmp_path / "other-keys.json"))
    run(clock)

    assert row(letter_id).state is LetterState.QUEUED
    shut = transports.state(mission.id)
    assert shut is not None
    assert shut.reason == SecretLost.sentence


@pytest.mark.parametrize("change", [{"host": "mail.evil.example"}, {"username": "other"}, {"port": 2525}])
def test_a_stored_password_goes_to_no_other_server(
    mission: Mission, clock: Clock, change: dict[str, Any]
) -> None:
    arrange(mission, OWN, clock, password="right")
    with pytest.raises(PasswordAnew):
        arrange(mission, replace(OWN, **change), clock, password="")
    arrange(mission, replace(OWN, rate=30), clock, password="")
    arrange(mission, replace(OWN, **change), clock, password="typed anew")


@pytest.mark.check("S22")
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "169.254.169.254",
        "fe80::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "240.0.0.1",
    ],
)
def test_a_missions_server_is_never_this_machine_or_the_clouds_own(address: str) -> None:
    assert not network.allowed(address)


@pytest.mark.check("S22")
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1"])
def test_a_name_of_this_machine_is_refused_when_it_is_looked_up(host: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        network.numeric(host, 587)
    assert network.allowed("10.20.0.5")


@pytest.mark.check("S22")
def test_a_guarded_server_on_this_machine_gets_no_letter(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    app.extensions["post_office"] = replace(post_office(), guarded=True)
    arrange(mission, replace(OWN, port=server.port), clock)
    letter_id = post(mission.id, clock)
    run(clock)

    assert server.seen.connections == 0
    assert row(letter_id).state is LetterState.QUEUED


@pytest.mark.parametrize("host", ["mail server", "-x.example", "http://mail.example", "a" * 300, "x\r\ny"])
def test_what_is_no_name_of_a_server_is_refused(mission: Mission, clock: Clock, host: str) -> None:
    with pytest.raises(ServerUnusable):
        arrange(mission, replace(OWN, host=host), clock)


def test_an_odd_port_is_refused_where_servers_are_guarded(mission: Mission, clock: Clock) -> None:
    with pytest.raises(ServerUnusable), transaction():
        arranging.arrange(
            mission.id,
            replace(OWN, port=6379),
            arranging.Typed(),
            keys=key_ring(),
            guarded=True,
            actor=SYSTEM,
            now=clock(),
        )


def waiting_for(clock: Clock) -> Callable[[float], None]:
    """Waiting moves the clock."""

    def wait(seconds: float) -> None:
        clock.forward(seconds=seconds)

    return wait


def test_so_many_letters_a_minute_and_no_more(mission: Mission, server: FaultServer, clock: Clock) -> None:
    arrange(mission, replace(OWN, port=server.port, rate=30, sign_in=SignIn.NONE), clock)
    begun = clock()
    for number in range(6):
        post(mission.id, clock, to=f"{number}@foreign.example")

    assert drain.drain(now=clock) == 1
    seen = forecast.forecast(mission.id, now=clock())
    assert seen.waiting == 5
    assert seen.last_at is not None
    assert timedelta(seconds=10) <= seen.last_at - begun <= timedelta(seconds=14)
    assert drain.drain(now=clock, wait=waiting_for(clock), seconds=600) == 5
    assert timedelta(seconds=9) <= clock() - begun <= timedelta(seconds=11)


def test_a_slow_domain_holds_up_its_own_letters_only(
    mission: Mission, server: FaultServer, clock: Clock
) -> None:
    arrange(mission, replace(OWN, port=server.port, domain_rate=1, sign_in=SignIn.NONE), clock)
    for number in range(3):
        post(mission.id, clock, to=f"{number}@slow.example")
    post(mission.id, clock, to="a@other.example")
    post(mission.id, clock, to="b@third.example")

    drain.drain(now=clock)
    assert sorted(taken.recipients[0].split("@")[1] for taken in server.taken) == [
        "other.example",
        "slow.example",
        "third.example",
    ]
    last = forecast.forecast(mission.id, now=clock()).last_at
    assert last is not None
    assert last - clock() >= timedelta(minutes=2)
    drain.drain(now=clock, wait=waiting_for(clock), seconds=600)
    assert len(server.taken) == 5


def test_a_campaign_can_be_stopped_whole_in_its_first_minute(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    app.extensions["post_office"] = replace(post_office(), grace=timedelta(seconds=60))
    campaign = uuid4()
    ids = [post(mission.id, clock, to=f"{n}@foreign.example", campaign_id=campaign) for n in range(5)]
    single = post(mission.id, clock, kind=CONFIRMATION)
    run(clock)
    assert row(single).state is LetterState.SENT
    assert {row(letter).state for letter in ids} == {LetterState.QUEUED}
    seen = forecast.forecast(mission.id, now=clock(), campaign_id=campaign)
    assert seen.first_at == clock() + timedelta(seconds=60)

    clock.forward(seconds=50)
    with transaction():
        assert service.hold(campaign, mission_id=mission.id, actor=SYSTEM, now=clock()) == 5
    clock.forward(hours=1)
    run(clock)
    assert len(server.taken) == 1


def test_the_last_letter_is_foreseen_behind_the_turns_of_other_missions(
    missions: list[Mission], server: FaultServer, clock: Clock
) -> None:
    one, other = missions
    for number in range(20):
        post(one.id, clock, to=f"{number}@foreign.example")
    alone = forecast.forecast(one.id, now=clock()).last_at
    for number in range(500):
        post(other.id, clock, to=f"{number}@foreign.example")
    beside = forecast.forecast(one.id, now=clock()).last_at
    assert alone is not None
    assert beside is not None
    assert (beside - clock()) == 2 * (alone - clock())
    assert forecast.forecast(uuid4(), now=clock()).waiting == 0


def test_a_shut_way_says_when_it_is_tried_next(app: Flask, mission: Mission, clock: Clock) -> None:
    app.extensions["post_office"] = office_to(closed_port())
    post(mission.id, clock)
    run(clock)
    del app.extensions["post_office"]
    seen = forecast.forecast(mission.id, now=clock())
    assert seen.closed
    assert seen.first_at == clock() + timedelta(minutes=1)
