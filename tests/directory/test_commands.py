import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from app.db import db
from app.directory import queries
from app.directory.models import Import, Person, SearchKey, TitleKind
from app.missions.models import Mission
from tests.directory.test_imports import workbook

Make = Callable[..., Person]


@pytest.fixture
def run(app: Flask, mission: Mission) -> Callable[..., str]:
    """Run `flask directory …` for the mission and give back what it prints."""

    def run(*words: str, fails: bool = False) -> str:
        answer = app.test_cli_runner().invoke(args=["directory", *words, "--mission", mission.slug])
        assert (answer.exit_code != 0) is fails, answer.output
        db.session.rollback()
        return answer.output

    return run


def test_import_reports_every_row_and_writes_only_when_told(
    run: Callable[..., str], mission: Mission, tmp_path: Path
) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook())
    told: dict[str, Any] = json.loads(run("import", str(file), "--json"))
    assert set(told) == {"rows", "new", "updated", "duplicates", "problems"}
    assert told["rows"] == 7
    assert queries.count(mission.id) == 0
    assert db.session.query(Import).count() == 0
    assert json.loads(run("import", str(file), "--apply", "--json")) == told
    assert queries.count(mission.id) == 6
    again = json.loads(run("import", str(file), "--apply", "--json"))
    assert (again["new"], again["updated"], again["duplicates"]) == (0, 0, 6)
    assert "7 rows: 0 new" in run("import", str(file))


def test_a_file_that_cannot_be_read_is_one_sentence(run: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"PK\x03\x04 cut short")
    output = run("import", str(file), fails=True)
    assert output.startswith("Error: This file")
    assert "Traceback" not in output


def test_export_prints_one_person_a_line(run: Callable[..., str], person: Make) -> None:
    person(
        "Ayesha Siddiqa",
        native="عائشہ صدیقہ",
        titles=((TitleKind.SOCIAL, "Ms."), (TitleKind.POST_NOMINAL, "PhD")),
        office="Ambassador",
        organisation="Embassy of Norway",
        honorific="H.E.",
        emails=("a@siddiqa.example",),
        accompanied=True,
        tags=("poets",),
    )
    values = [json.loads(line) for line in run("export", "--json").splitlines()]
    assert values == [
        {
            "name": "Ayesha Siddiqa",
            "given": "",
            "family": "Siddiqa",
            "names": ["عائشہ صدیقہ"],
            "titles": "H.E. Ms.",
            "office": "Ambassador",
            "organisation": "Embassy of Norway",
            "emails": ["a@siddiqa.example"],
            "phones": [],
            "spouse": "Spouse",
            "tags": ["poets"],
            "notes": "",
        }
    ]


def test_search_answers_each_line_of_a_file(run: Callable[..., str], person: Make, tmp_path: Path) -> None:
    person("Xəzər Rzayev", office="Counsellor", organisation="Embassy of Azerbaijan")
    file = tmp_path / "queries.txt"
    file.write_text("Khazar\nnobody at all\n", encoding="utf-8")
    first, second = [
        json.loads(line) for line in run("search", "--queries", str(file), "--json").splitlines()
    ]
    assert first["query"] == "Khazar"
    assert first["ms"] > 0
    assert first["hits"][0]["name"] == "Xəzər Rzayev"
    assert first["hits"][0]["office"] == "Counsellor, Embassy of Azerbaijan"
    assert set(first["hits"][0]) == {"name", "office", "score", "why"}
    assert second["hits"] == []


def test_an_unknown_mission_is_one_sentence(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["directory", "export", "--mission", "nowhere"])
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def test_reindex_makes_lost_keys_anew(run: Callable[..., str], person: Make, tmp_path: Path) -> None:
    kept = person("Xəzər Fərhadov")
    db.session.execute(delete(SearchKey).where(SearchKey.person_id == kept.id))
    db.session.commit()
    file = tmp_path / "asked.txt"
    file.write_text("Khazar Farhadov\n", encoding="utf-8")
    assert json.loads(run("search", "--queries", str(file), "--json"))["hits"] == []

    assert run("reindex") == "1 persons\n"

    assert json.loads(run("search", "--queries", str(file), "--json"))["hits"][0]["name"] == "Xəzər Fərhadov"
