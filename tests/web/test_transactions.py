"""The one place that commits."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import after_commit, db, new_id, transaction
from app.missions import service
from app.missions.models import Mission, State


def test_an_exception_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as session:
        session.add(State(code="QX", names={"en": "Nowhere"}))
        session.flush()
        raise ZeroDivisionError
    assert db.session.get(State, "QX") is None


def test_it_does_not_nest(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="nest"), transaction():
        pass


def test_callbacks_run_after_the_commit_and_only_then(app: Flask, mission: Mission) -> None:
    seen: list[str] = []
    with transaction():
        after_commit(lambda: seen.append("done"), once="x")
        after_commit(lambda: seen.append("twice"), once="x")
        assert seen == []
    assert seen == ["done"]
    with pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: seen.append("never"))
        raise ZeroDivisionError
    assert seen == ["done"]


def test_ids_rise_with_time() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 2000
    assert {i.version for i in ids} == {7}


@pytest.mark.check("R04")
def test_many_writers_wait_for_each_other_instead_of_failing(app: Flask, mission: Mission) -> None:
    """Eight writers that read, then write; each number is given out once. The full run has processes."""
    mission_id, numbers, errors = mission.id, [], []

    def write() -> None:
        with app.app_context():
            for _ in range(20):
                try:
                    with transaction():
                        db.session.scalars(select(Mission.id)).all()
                        numbers.append(service.next_number(mission_id, "race"))
                except Exception as error:
                    errors.append(error)

    db.session.rollback()
    with transaction():
        service.next_number(mission_id, "race")
    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(numbers) == list(range(2, 162))
