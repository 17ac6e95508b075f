import io
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import queries, service
from app.directory.errors import ImportNotOpen
from app.directory.imports import apply, preview, undo
from app.directory.imports.report import summary
from app.directory.models import Import, ImportState, Organisation, Person, Verdict
from app.directory.tasks import apply_import, read_import, resume_imports
from app.missions.models import Mission
from tests.directory.importing.files import xlsx
from tests.factories import NOW
from tests.pages import Pages

Make = Callable[..., Person]

CORPS = [
    ["Guest list 2026", "", "", "", ""],
    ["No.", "Name", "Organisation", "E-mail", "Phone"],
    [
        "1",
        "H.E. Mr. Kamal SAFAROV & Mrs. Leyla Safarova - Ambassador",
        "Embassy of Azerbaijan",
        "kamal@az.example",
        "",
    ],
    ["2", "Ms. Ingrid Halvorsen - Ambassador", "Embassy of Norway", "ingrid@no.example", "0300 1234567"],
    ["3", "Dr. Qızbəs Cabbarlı and Spouse - First Secretary", "Embassy of Azerbaijan", "n/a", ""],
    ["4", "Ms. Ingrid Halvorsen - Ambassador", "Embassy of Norway", "INGRID@no.example", "+92 51 5550111"],
    ["5", "", "Embassy of France", "nobody@fr.example", ""],
    ["Total", "5", "", "", ""],
]
GOVERNMENT = [
    ["Title", "Name", "Position", "Ministry"],
    ["Lt Gen (R)", "Shahid Aziz Khattak", "Minister for Defence", "Ministry of Defence"],
    ["Begum", "Ayesha Siddiqa", "Secretary", "Ministry of Culture"],
]


def workbook() -> bytes:
    return xlsx(Corps=CORPS, Government=GOVERNMENT)


def previewed(mission: Mission, data: bytes | None = None, filename: str = "list.xlsx") -> Import:
    with transaction():
        return preview.preview(mission.id, filename=filename, data=data or workbook(), actor=SYSTEM, now=NOW)


def applied(run: Import) -> Import:
    with transaction():
        apply.begin(run, actor=SYSTEM, now=NOW)
        while apply.apply_some(run, actor=SYSTEM, now=NOW):
            continue
    return run


def verdicts(run: Import) -> dict[str, int]:
    return {verdict.value: count for verdict, count in queries.verdicts(run).items() if count}


def names(mission: Mission) -> list[str]:
    page = queries.persons(mission.id, queries.Filter(), size=500)
    return [person.name.full for person in page.rows]


def test_a_preview_accounts_for_every_row_and_writes_nothing(mission: Mission) -> None:
    run = previewed(mission)
    told = summary(run)
    assert told["rows"] == told["new"] + told["updated"] + told["duplicates"] + len(told["problems"]) == 7
    assert (told["new"], told["duplicates"]) == (5, 1)
    assert [(problem["sheet"], problem["row"]) for problem in told["problems"]] == [("Corps", 7)]
    assert "nobody@fr.example" in told["problems"][0]["text"]
    assert names(mission) == []


def test_persons_come_out_with_titles_office_spouse_and_addresses(mission: Mission) -> None:
    applied(previewed(mission))
    kamal = queries.search(mission.id, "Kamal Safarov")[0].person
    assert kamal.appointment is not None
    assert (kamal.appointment.office.title, kamal.appointment.honorific) == ("Ambassador", "H.E.")
    assert kamal.appointment.office.organisation.state == "AZ"
    assert kamal.spouse is not None
    assert kamal.spouse.name.full == "Leyla Safarova"
    assert kamal.spouse.spouse_id == kamal.id
    assert queries.search(mission.id, "cabbarli")[0].person.accompanied
    ingrid = queries.search(mission.id, "ingrid")[0].person
    assert {point.folded for point in ingrid.contact_points} == {
        "ingrid@no.example", "923001234567", "92515550111",
    }  # fmt: skip
    general = queries.search(mission.id, "khattak")[0].person
    assert [(title.text, title.retired) for title in general.titles] == [("Lt Gen (R)", True)]
    assert len(names(mission)) == 6


def test_the_same_file_again_changes_nothing(mission: Mission) -> None:
    applied(previewed(mission))
    before = {p.id: p.version for p in queries.persons(mission.id, queries.Filter(), size=500).rows}
    again = previewed(mission)
    told = summary(again)
    assert (told["new"], told["updated"], told["duplicates"]) == (0, 0, 6)
    applied(again)
    assert {p.id: p.version for p in queries.persons(mission.id, queries.Filter(), size=500).rows} == before


def test_two_previews_of_one_file_both_applied_make_nobody_twice(mission: Mission) -> None:
    first, second = previewed(mission), previewed(mission)
    with transaction():
        apply.begin(first, actor=SYSTEM, now=NOW)
        while apply.apply_some(first, actor=SYSTEM, now=NOW):
            continue
    applied(second)
    assert len(names(mission)) == 6


def test_undo_leaves_the_directory_as_it_was(mission: Mission, person: Make) -> None:
    ingrid = person(
        "Ingrid Halvorsen",
        office="Counsellor",
        organisation="Embassy of Norway",
        emails=("ingrid@no.example",),
    )
    before = service.facts_of(ingrid)
    run = applied(previewed(mission))
    assert ingrid.appointment is not None
    assert ingrid.appointment.office.title == "Ambassador"
    assert len(ingrid.contact_points) == 3
    with transaction():
        done = undo.undo(run, actor=SYSTEM, now=NOW)
    assert (done.removed, done.restored, done.kept) == (5, 1, 0)
    assert names(mission) == ["Ingrid Halvorsen"]
    ingrid = queries.get(mission.id, ingrid.id)
    assert service.facts_of(ingrid) == before
    assert ingrid.appointment is not None
    assert ingrid.appointment.office.title == "Counsellor"
    bodies = select(Organisation.name).where(Organisation.mission_id == mission.id)
    assert list(db.session.scalars(bodies)) == ["Embassy of Norway"]
    assert queries.search(mission.id, "khattak") == []
    assert run.state is ImportState.UNDONE


def test_undo_keeps_whom_somebody_changed_since(mission: Mission) -> None:
    run = applied(previewed(mission))
    ayesha = queries.search(mission.id, "ayesha siddiqa")[0].person
    later = NOW.replace(hour=NOW.hour + 1)
    with transaction():
        service.tag(ayesha, "poets", actor=SYSTEM, now=later)
        service.remember_spelling(ayesha, "Aisha", actor=SYSTEM, now=later)
    with transaction():
        done = undo.undo(run, actor=SYSTEM, now=later)
    assert (done.removed, done.kept) == (5, 1)
    assert names(mission) == ["Ayesha Siddiqa"]


def test_an_update_shows_old_and_new(mission: Mission, person: Make) -> None:
    person(
        "Ingrid Halvorsen",
        office="Counsellor",
        organisation="Embassy of Norway",
        emails=("ingrid@no.example",),
    )
    run = previewed(mission)
    row = next(row for row in run.rows if row.verdict is Verdict.UPDATE)
    assert row.changes["fields"]["office"] == [
        "Counsellor, Embassy of Norway",
        "Ambassador, Embassy of Norway",
    ]
    assert row.changes["fields"]["phone"] == ["", "+923001234567"]


def test_another_spelling_of_a_mark_of_retirement_is_no_change(mission: Mission) -> None:
    applied(previewed(mission))
    again = [list(row) for row in GOVERNMENT]
    again[1][0] = "Lt Gen (Retd.)"

    assert verdicts(previewed(mission, xlsx(Government=again))) == {"same": 2, "skipped": 1}


def test_another_spelling_at_the_same_address_is_the_same_person(mission: Mission, person: Make) -> None:
    person("Qizbas Jabbarli", organisation="Embassy of Azerbaijan", emails=("q@az.example",))
    data = "Name,Organisation,Email\nQızbəs Cabbarlı,Embassy of Azerbaijan,q@az.example\n".encode()
    run = applied(previewed(mission, data, "list.csv"))
    assert verdicts(run) == {"update": 1, "skipped": 1}
    found = queries.search(mission.id, "cabbarli")[0].person
    assert [name.full for name in found.names] == ["Qizbas Jabbarli", "Qızbəs Cabbarlı"]


def test_a_namesake_elsewhere_is_somebody_else(mission: Mission, person: Make) -> None:
    person("Muhammad Khan", organisation="Geo News", emails=("m@geo.example",))
    data = b"Name,Organisation,Email\nMuhammad Khan,Ministry of Energy,m@energy.example\n"
    assert verdicts(previewed(mission, data, "list.csv")) == {"new": 1, "skipped": 1}


def test_a_bare_name_written_otherwise_is_somebody_of_his_own(mission: Mission) -> None:
    """Without address, telephone and organisation another script or order says nothing; the same words do."""
    rows = ["Vadim Kuznetsov", "Вадим Кузнецов", "Nguyễn Quang Minh", "Minh Quang Nguyễn", "VADIM KUZNETSOV"]
    run = applied(previewed(mission, xlsx(List=[["Name"], *([row] for row in rows)])))
    assert verdicts(run) == {"skipped": 1, "new": 4, "duplicate": 1}
    assert sorted(names(mission)) == sorted(rows[:4])


def test_a_possible_duplicate_is_asked_and_not_applied_by_itself(mission: Mission, person: Make) -> None:
    known = person("Muhammad Khan", organisation="Geo News")
    data = b"Name,Email\nMuhammad Khan,m@khan.example\n"
    run = previewed(mission, data, "list.csv")
    row = next(row for row in run.rows if row.verdict is Verdict.DUPLICATE)
    assert preview.choices(row) == ("", "apply", "new")
    applied(run)
    assert names(mission) == ["Muhammad Khan"]
    again = previewed(mission, data, "list.csv")
    with transaction():
        preview.choose(next(row for row in again.rows if row.draft), "apply")
    applied(again)
    found = queries.get(mission.id, known.id)
    assert [point.value for point in found.contact_points] == ["m@khan.example"]


def test_two_rows_that_contradict_each_other_are_asked_about(mission: Mission) -> None:
    data = (
        b"Name,Position,Organisation,Email\n"
        b"Jane Nguyen,Counsellor,Embassy of Andorra,jane@andorra.example\n"
        b"Jane Nguyen,High Commissioner,Embassy of Andorra,jane@andorra.example\n"
    )
    run = previewed(mission, data, "list.csv")
    row = next(row for row in run.rows if row.verdict is Verdict.DUPLICATE)
    assert row.changes["ask"]
    assert row.changes["fields"]["office"][1] == "High Commissioner, Embassy of Andorra"
    applied(run)
    assert verdicts(previewed(mission, data, "list.csv")) == {"same": 1, "duplicate": 1, "skipped": 1}


def test_columns_can_be_chosen_otherwise_and_are_remembered(mission: Mission) -> None:
    data = b"Who,What\nBilal Aslam,Poet\n"
    run = previewed(mission, data, "first.csv")
    sheet = next(iter(run.mappings))
    with transaction():
        preview.remap(
            run, columns={sheet: {"0": "full_name", "1": "position"}}, skipped=set(), options={}, now=NOW
        )
    applied(run)
    found = queries.search(mission.id, "bilal")[0].person
    assert found.appointment is not None
    assert found.appointment.office.title == "Poet"
    later = previewed(mission, b"Who,What\nClaire Moreau,Painter\n", "second.csv")
    assert next(iter(later.mappings.values()))["columns"] == {"0": "full_name", "1": "position"}


def test_a_stopped_import_can_go_on_and_a_lost_worker_is_replaced(mission: Mission) -> None:
    run = previewed(mission)
    with transaction():
        apply.begin(run, actor=SYSTEM, now=NOW)
        assert apply.apply_some(run, actor=SYSTEM, now=NOW, limit=2)
        apply.stop(run, actor=SYSTEM, now=NOW)
    apply_import(str(mission.id), str(run.id))
    assert len(names(mission)) == 3
    with transaction():
        apply.begin(run, actor=SYSTEM, now=NOW)
    resume_imports()
    apply_import(str(mission.id), str(run.id))
    apply_import(str(mission.id), str(run.id))
    assert len(names(mission)) == 6
    assert queries.get_import(mission.id, run.id).state is ImportState.APPLIED


LONG = b"Name,Organisation,Email\n" + b"".join(
    f"Jarmila Guest{n},Embassy of Valdara,guest{n % 1700}@list.example\n".encode() for n in range(1800)
)


def test_a_long_list_is_shown_at_once_and_read_on_behind_a_progress_bar(
    desk: Pages, mission: Mission
) -> None:
    form = desk.get(f"/m/{mission.slug}/directory/imports/").form("Show what it would do")
    page = form.set("file", (io.BytesIO(LONG), "long.csv")).submit()
    assert "of 1,801 rows have been read" in page.text
    assert "Jarmila Guest0" in page.text
    run = db.session.scalars(select(Import)).one()
    with pytest.raises(ImportNotOpen), transaction():
        apply.begin(run, actor=SYSTEM, now=NOW)
    read_import(str(mission.id), str(run.id))
    read_import(str(mission.id), str(run.id))
    db.session.expire_all()
    assert run.state is ImportState.PREVIEWED
    assert sum(verdicts(run).values()) == 1801
    assert [row.position for row in run.rows] == list(range(1801))
    whole = previewed(mission, LONG, "long.csv")
    assert verdicts(whole) == verdicts(run)


def test_a_long_list_is_judged_again_when_the_directory_has_changed(mission: Mission, person: Make) -> None:
    with transaction():
        run = preview.preview(mission.id, filename="l.csv", data=LONG, actor=SYSTEM, now=NOW, in_steps=True)
    read_import(str(mission.id), str(run.id))
    with transaction():
        row = next(row for row in queries.get_import(mission.id, run.id).rows if row.number == 7)
        preview.choose(row, "new")
    person("Jarmila Guest1", organisation="Embassy of Valdara", emails=("guest1@list.example",))
    with transaction():
        assert not apply.begin(run, actor=SYSTEM, now=NOW + timedelta(minutes=1), in_steps=True)
    resume_imports()
    read_import(str(mission.id), str(run.id))
    db.session.expire_all()
    assert {row.number: row.verdict for row in run.rows}[3] is Verdict.UPDATE
    assert [row.number for row in run.rows if row.chosen] == [7]
    with transaction():
        assert apply.begin(run, actor=SYSTEM, now=NOW, in_steps=True)


def test_a_list_is_brought_in_by_the_desk(desk: Pages, mission: Mission) -> None:
    form = desk.get(f"/m/{mission.slug}/directory/imports/").form("Show what it would do")
    page = form.set("file", (io.BytesIO(workbook()), "list.xlsx")).submit()
    assert page.status == 200
    assert "no person" in page.text
    problems = page.follow("Problem 1")
    assert "nobody@fr.example" in problems.text
    assert "Safarov" not in problems.text
    page = page.form("Import now").submit()
    assert "Imported" in page.text
    assert len(names(mission)) == 6
    assert "Kamal Safarov" in page.follow("Show the persons it made").text
    page = page.form("Undo this import").submit()
    assert "6 persons removed" in page.text
    assert names(mission) == []


def test_columns_are_changed_by_the_desk(desk: Pages, mission: Mission) -> None:
    form = desk.get(f"/m/{mission.slug}/directory/imports/").form("Show what it would do")
    page = form.set("pasted", "Who\tWhat\nBilal Aslam\tPoet\n").submit()
    page = page.follow("Change the columns")
    page = page.form("Show what it would do").set("s0c0", "full_name").set("s0c1", "position").submit()
    assert "Bilal Aslam" in page.text
    assert "Poet" in page.text


@pytest.mark.parametrize(
    ("data", "filename"),
    [(b"", "a.xlsx"), (b"PK\x03\x04 cut short", "a.xlsx"), (b"%PDF-1.7", "a.pdf"), (b"\x00" * 100, "a.csv")],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    desk: Pages, mission: Mission, data: bytes, filename: str
) -> None:
    form = desk.get(f"/m/{mission.slug}/directory/imports/").form("Show what it would do")
    page = form.set("file", (io.BytesIO(data), filename)).submit()
    assert page.status == 422
    assert page.text.count("Please look at this again") == 1
    assert db.session.scalar(select(func.count()).select_from(Import)) == 0


@pytest.mark.check("S11")
def test_another_missions_import_is_not_there(
    desk: Pages, as_role: Callable[..., Pages], mission: Mission
) -> None:
    from tests import factories

    foreign = previewed(factories.mission())
    for rest in ("", "/columns", "/problems.xlsx"):
        assert desk.get(f"/m/{mission.slug}/directory/imports/{foreign.id}{rest}").status == 404
    own = previewed(mission)
    assert as_role(Role.PROTOCOL_OFFICER).get(f"/m/{mission.slug}/directory/imports/{own.id}").status == 403


def test_verdicts_add_up(mission: Mission) -> None:
    run = previewed(mission)
    counted: Counter[Any] = Counter(row.verdict for row in run.rows)
    assert sum(counted.values()) == sum(queries.verdicts(run).values())
