"""The first hour: founded once, by whoever read the code, while nobody can sign in."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.models import Role, User
from app.db import db, transaction
from app.errors import DomainError
from app.missions.models import Mission
from app.operations import beginning, marks
from app.operations.beginning import Founding
from app.operations.errors import BegunAlready
from app.web.urls import settings
from tests.pages import Page, Pages


@pytest.fixture
def code(app: Flask) -> str:
    """What the web server printed at its start."""
    sentence = app.extensions["first_code"]()
    assert "http://localhost/first-run" in sentence
    return str(sentence.rsplit(" ", 1)[1])


def fill(page: Page, **others: str | list[str]) -> Page:
    given: dict[str, str | list[str]] = {
        "Name of the mission": "Embassy of Valdara",
        "Its short name": "valdara",
        "Host state": "PK",
        "City": "Islamabad",
        "Time zone": "Asia/Karachi",
        "Your name": "Orxan Məlikzadəli",
        "Your e-mail": "orxan@valdara.example",
        "Your password": "a long enough password",
        "Letters come from": "protocol@valdara.example",
        **others,
    }
    return page.submit("Found the mission", **given)


def test_whoever_read_the_code_founds_the_house(pages: Pages, code: str) -> None:
    first = pages.get("/")
    assert "Nobody can sign in here yet" in first.text
    page = first.submit("Begin", The_code_printed=code.lower())
    begun = fill(page)

    assert "The house stands" in begun.text
    assert str(settings().backup_dir) in begun.text
    mission = db.session.scalars(select(Mission)).one()
    assert (mission.slug, mission.zone, mission.host_state) == ("valdara", "Asia/Karachi", "PK")
    user = db.session.scalars(select(User)).one()
    assert {one.role for one in user.memberships} == {Role.ADMINISTRATOR, Role.INSTALLATION_ADMINISTRATOR}

    tested = begun.submit("Send me a test letter")
    assert "took the letter to orxan@valdara.example" in tested.text
    assert pages.get("/first-run").status == 404
    assert marks.find(settings().instance, marks.FIRST_CODE) is None


def test_without_the_code_nothing_is_asked(pages: Pages, code: str) -> None:
    assert "Name of the mission" not in pages.get("/first-run").text
    wrong = pages.get("/first-run").submit("Begin", The_code_printed="AAAA-AAAA-AAAA")
    assert wrong.status == 422
    assert "not the code" in wrong.text
    assert "Name of the mission" not in pages.get("/first-run").text
    form = pages.get("/first-run").form("Begin").set("mission", "Another").set("slug", "another")
    form.node.attrib["action"] = "/first-run"
    form.submit()
    assert db.session.scalars(select(Mission)).all() == []


def test_after_ten_wrong_tries_the_right_code_opens_nothing(app: Flask, code: str) -> None:
    for _try in range(beginning.MOST_TRIES):
        with pytest.raises(DomainError):
            beginning.redeem("0000-0000-0000", settings())
    with pytest.raises(DomainError):
        beginning.redeem(code, settings())
    fresh = beginning.new_code(settings(), now=clock.now())
    assert beginning.still_good(beginning.redeem(fresh, settings()), settings())


def test_a_new_start_makes_the_old_code_useless(pages: Pages, app: Flask, code: str) -> None:
    entered = pages.get("/first-run").submit("Begin", The_code_printed=code)
    assert "Name of the mission" in entered.text
    app.extensions["first_code"]()
    assert "The code printed at start" in fill(entered).text
    assert db.session.scalars(select(User)).all() == []


def test_the_code_is_kept_as_a_hash(app: Flask, code: str) -> None:
    kept = (settings().instance / "marks" / f"{marks.FIRST_CODE}.json").read_text()
    assert code.replace("-", "") not in kept


def test_the_form_keeps_what_was_typed_and_says_what_is_missing(pages: Pages, code: str) -> None:
    page = pages.get("/first-run").submit("Begin", The_code_printed=code)
    refused = fill(page, **{"Your password": "short", "Its short name": "Not Good"})
    assert refused.status == 422
    assert "at least 12 characters" in refused.text
    assert "such as valdara" in refused.text
    assert db.session.scalars(select(User)).all() == []


def test_of_two_who_found_at_once_one_does(app: Flask) -> None:
    """Through real connections: the accounts are locked while it is seen that there are none."""
    barrier, outcomes = threading.Barrier(2), []

    def found(number: int) -> None:
        facts = Founding(
            "Embassy", f"valdara-{number}", "", "", "UTC", ["en"], "Orxan", f"orxan{number}@valdara.example",
            "a long enough password", "protocol@valdara.example",
        )  # fmt: skip
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    beginning.found(facts, now=clock.now())
                outcomes.append("founded")
            except BegunAlready:
                outcomes.append("late")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=found, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["founded", "late"]
    assert len(db.session.scalars(select(User)).all()) == 1


def test_where_somebody_has_an_account_the_first_run_is_over(
    app: Flask, pages: Pages, staff: Callable[..., User]
) -> None:
    staff(Role.ADMINISTRATOR)
    assert app.extensions["first_code"]() == ""
    assert pages.get("/first-run").status == 404
    assert "Sign in" in pages.get("/").text
    over = app.test_cli_runner().invoke(args=["first-code"])
    assert over.exit_code == 1
    assert "already" in over.output
