from collections.abc import Callable

import pytest

from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import queries, service
from app.directory.models import Person
from app.directory.service import BodyFacts
from app.missions.models import Mission
from tests import factories
from tests.factories import NOW
from tests.pages import Pages

Make = Callable[..., Person]


@pytest.fixture
def directory(person: Make) -> None:
    person("Xəzər Rzayev", office="Counsellor", organisation="Embassy of Azerbaijan")
    person("Kamal Səfərov", office="Ambassador", organisation="Embassy of Azerbaijan")
    person(
        "Ingrid Halvorsen", office="Ambassador", organisation="Embassy of Norway", phones=("0300 1234567",)
    )
    person("Lars Halvorsen", office="Second Secretary", organisation="Embassy of Norway")
    person("Muhammad Siddiq", native="محمد صدیق", organisation="Geo News", emails=("m.siddiq@geo.example",))
    person("Дмитрий Гусейнов", office="Attaché", organisation="Embassy of Kazakhstan")


def first(mission: Mission, text: str) -> str:
    hits = queries.search(mission.id, text, limit=5)
    return hits[0].person.name.full if hits else ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Khazar", "Xəzər Rzayev"),
        ("xezer rzayev", "Xəzər Rzayev"),
        ("khazar azerb", "Xəzər Rzayev"),
        ("Mohammed Siddique", "Muhammad Siddiq"),
        ("صدیق", "Muhammad Siddiq"),
        ("Huseynov", "Дмитрий Гусейнов"),
        ("ambassador norway", "Ingrid Halvorsen"),
        ("norway secretary", "Lars Halvorsen"),
        ("halvorsen amb", "Ingrid Halvorsen"),
        ("geo news", "Muhammad Siddiq"),
        ("+92 300 1234567", "Ingrid Halvorsen"),
        ("1234567", "Ingrid Halvorsen"),
        ("m.siddiq@geo", "Muhammad Siddiq"),
    ],
)
@pytest.mark.usefixtures("directory")
def test_a_person_is_found_as_typed(mission: Mission, typed: str, name: str) -> None:
    assert first(mission, typed) == name


@pytest.mark.usefixtures("directory")
def test_a_hit_says_why_it_is_one(mission: Mission) -> None:
    why = {hit.person.name.full: hit.why for hit in queries.search(mission.id, "ambassador")}
    assert why["Ingrid Halvorsen"] == "Ambassador, Embassy of Norway"
    assert queries.search(mission.id, "صدیق")[0].why == "also written محمد صدیق"
    assert queries.search(mission.id, "halvorsen amb")[0].why == "Ambassador, Embassy of Norway"


@pytest.mark.parametrize("typed", ["", "   ", "'); DROP TABLE person; --", "%", "_", "w:", "#123", "٪" * 200])
@pytest.mark.usefixtures("directory")
def test_odd_queries_find_nothing_and_harm_nothing(mission: Mission, typed: str) -> None:
    assert queries.search(mission.id, typed) == []
    assert queries.count(mission.id) == 6


@pytest.mark.usefixtures("directory")
def test_a_query_of_five_thousand_letters_is_cut(mission: Mission) -> None:
    assert len(queries.search(mission.id, "Khazar " * 800)) <= 6


@pytest.mark.usefixtures("directory")
def test_another_mission_is_never_searched(mission: Mission) -> None:
    assert queries.search(factories.mission().id, "Khazar") == []


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(mission: Mission, person: Make) -> None:
    made = person("Bronwyn Aldersham")
    facts = service.facts_of(made)
    renamed = service.PersonFacts(names=(service.NameFacts("Zofia Wiśniewska"), *facts.names[1:]))
    with transaction():
        service.change_person(made, renamed, actor=SYSTEM, now=NOW)
    assert first(mission, "wisniewska") == "Zofia Wiśniewska"
    assert first(mission, "aldersham") == ""


@pytest.mark.usefixtures("directory")
def test_a_renamed_organisation_is_found_under_its_new_words(mission: Mission) -> None:
    holder = queries.search(mission.id, "ambassador norway")[0].person
    assert holder.appointment is not None
    body = holder.appointment.office.organisation
    with transaction():
        service.change_organisation(body, BodyFacts("Royal Legation", city="Oslo"), actor=SYSTEM, now=NOW)
    assert first(mission, "ambassador legation") == "Ingrid Halvorsen"
    assert all("Norway" not in hit.why for hit in queries.search(mission.id, "norway"))


def test_a_spelling_that_was_heard_finds_the_person_next_time(mission: Mission, person: Make) -> None:
    made = person("Qızbəs Cabbarlı")
    with transaction():
        service.remember_spelling(made, "Gizmo", actor=SYSTEM, now=NOW)
    assert first(mission, "gizmo") == "Qızbəs Cabbarlı"
    assert made.name.full == "Qızbəs Cabbarlı"


@pytest.mark.parametrize("typed", ["Margarethe", "margarethe lindqvist"])
def test_a_person_is_found_by_spouse_or_assistant(mission: Mission, person: Make, typed: str) -> None:
    chief, other = person("Tomasz Wójcik"), person("Margarethe Lindqvist")
    for link in (service.set_spouse, service.set_assistant):
        with transaction():
            link(chief, other, actor=SYSTEM, now=NOW)
        why = {hit.person.name.full: hit.why for hit in queries.search(mission.id, typed)}
        assert why["Tomasz Wójcik"] == "Margarethe Lindqvist"
        with transaction():
            link(chief, None, actor=SYSTEM, now=NOW)


@pytest.mark.usefixtures("directory")
def test_the_list_says_why_and_offers_to_remember_the_spelling(mission: Mission, desk: Pages) -> None:
    address = f"/m/{mission.slug}/directory/"
    assert "also written محمد صدیق" in desk.get(address, query_string={"q": "صدیق"}).text
    page = desk.get(address, query_string={"q": "Khazar Rzaev"}).follow("Xəzər Rzayev")
    page.form("Remember this spelling").submit()
    assert queries.search(mission.id, "Khazar Rzaev")[0].why == "also written Khazar Rzaev"


def test_who_bears_the_name_comes_before_who_is_married_to_it(mission: Mission, person: Make) -> None:
    husband, wife, namesake = person("Kamran Bayramlı"), person("Aytən Səfərli"), person("Xəzər Rzayev")
    with transaction():
        service.remember_spelling(husband, "Хазар Байрамлы", actor=SYSTEM, now=NOW)
        service.set_spouse(husband, wife, actor=SYSTEM, now=NOW)
    found = [hit.person.id for hit in queries.search(mission.id, "Khazar")]
    assert set(found[:2]) == {husband.id, namesake.id}
    assert found[2] == wife.id
