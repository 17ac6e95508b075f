from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import queries, service
from app.directory.errors import (
    EditedMeanwhile,
    NameMissing,
    OrganisationExists,
    OwnSpouse,
    PeriodReversed,
)
from app.directory.folding import sort_key
from app.directory.models import ContactKind, LifeState, NameKind, Person, SearchKey
from app.directory.service import BodyFacts, ContactFacts, NameFacts, PersonFacts, Term
from app.errors import NotFound
from app.missions.models import Mission
from app.web.pictures import NotAPicture, PictureTooLarge
from tests import factories
from tests.factories import NOW

Make = Callable[..., Person]


@pytest.mark.parametrize(
    ("full", "family", "key"),
    [
        ("Xəzər Rzayev", "Rzayev", "rzayev xezer"),
        ("Ayesha Siddiqa", "", "siddiqa ayesha"),
        ("Nasser al-Otaibi", "al-Otaibi", "otaibi nasser al"),
        ("Suharto", "", "suharto"),
        ("王小明", "", "wangxiaoming"),
    ],
)
def test_a_person_is_filed_under_family_or_last_word_in_ascii(full: str, family: str, key: str) -> None:
    assert sort_key(full, family) == key


def test_a_person_needs_only_a_name(mission: Mission, person: Make) -> None:
    found = queries.get(mission.id, person("Suharto").id)
    assert found.name.full == "Suharto"
    assert found.appointment is None
    with pytest.raises(NameMissing), transaction():
        service.add_person(mission.id, PersonFacts(names=(NameFacts("  "),)), actor=SYSTEM, now=NOW)


def test_changing_keeps_what_was_not_said_and_tells_what_changed(person: Make) -> None:
    made = person("Ayesha Siddiqa", emails=("a@siddiqa.example",))
    facts = service.facts_of(made)
    more = PersonFacts(
        names=(*facts.names, NameFacts("عائشہ صدیقہ", NameKind.NATIVE, "ur", "Arab")),
        contacts=(*facts.contacts, ContactFacts(ContactKind.PHONE, "0300 1234567")),
        tags=("poets",),
    )
    with transaction():
        changed = service.change_person(made, more, actor=SYSTEM, now=NOW)
    assert changed == ["names", "contacts", "tags"]
    assert [point.folded for point in made.contact_points] == ["a@siddiqa.example", "923001234567"]
    assert made.name.full == "Ayesha Siddiqa"


def test_two_people_editing_at_once_are_told(person: Make) -> None:
    made = person()
    seen = made.version
    with transaction():
        service.set_life_state(made, LifeState.RETIRED, actor=SYSTEM, now=NOW)
    with pytest.raises(EditedMeanwhile), transaction():
        service.change_person(made, service.facts_of(made), seen_version=seen, actor=SYSTEM, now=NOW)


def test_a_new_office_ends_the_former_one(mission: Mission, person: Make) -> None:
    made = person("Claire Moreau", office="Counsellor", organisation="Embassy of France")
    with transaction():
        office = service.find_or_add_office(mission.id, "Ambassador", organisation="Embassy of France")
        term = Term(starts=date(2026, 9, 1))
        service.appoint(made, office, term=term, leaves_former=True, actor=SYSTEM, now=NOW)
    assert made.appointment is not None
    assert made.appointment.office.title == "Ambassador"
    assert [a.ends for a in made.appointments if not a.is_primary] == [date(2026, 8, 31)]
    with pytest.raises(PeriodReversed), transaction():
        service.end_appointment(made.appointment, on=date(2026, 8, 1), actor=SYSTEM, now=NOW)


def test_organisations_and_offices_are_found_by_their_folded_names(mission: Mission) -> None:
    with transaction():
        first = service.find_or_add_office(mission.id, "Səfir", organisation="Embassy of Norway")
        second = service.find_or_add_office(mission.id, "sefir", organisation="EMBASSY OF NORWAY")
    assert first.id == second.id
    assert first.organisation.state == "NO"
    assert first.organisation.kind.value == "diplomatic_mission"
    with pytest.raises(OrganisationExists), transaction():
        service.add_organisation(mission.id, BodyFacts("Embassy of  Norway"), actor=SYSTEM, now=NOW)


def test_a_couple_is_linked_on_both_sides_and_a_new_link_ends_the_old(person: Make) -> None:
    kamal, leyla, sevda = person("Kamal Safarov"), person("Leyla Safarova"), person("Sevda Safarova")
    with transaction():
        service.set_spouse(kamal, leyla, actor=SYSTEM, now=NOW)
    assert (kamal.spouse, leyla.spouse) == (leyla, kamal)
    with transaction():
        service.set_spouse(kamal, sevda, actor=SYSTEM, now=NOW)
    assert (kamal.spouse_id, sevda.spouse_id, leyla.spouse_id) == (sevda.id, kamal.id, None)
    with pytest.raises(OwnSpouse), transaction():
        service.set_spouse(kamal, kamal, actor=SYSTEM, now=NOW)


def test_the_audit_names_fields_and_never_what_stands_in_them(mission: Mission, person: Make) -> None:
    made = person("Ayesha Siddiqa")
    with transaction():
        service.forbid_inviting(made, reason="a quarrel", actor=SYSTEM, now=NOW)
    entry = audit.entries(mission.id)[0]
    assert (entry.verb, entry.fields) == ("person.forbid_inviting", ["do_not_invite"])


def test_a_person_of_another_mission_is_not_found(person: Make) -> None:
    other = factories.mission()
    with pytest.raises(NotFound):
        queries.get(other.id, person().id)


def test_removing_takes_the_postings_and_frees_the_spouse(mission: Mission, person: Make) -> None:
    kamal, leyla = person("Kamal Safarov"), person("Leyla Safarova")
    with transaction():
        service.set_spouse(kamal, leyla, actor=SYSTEM, now=NOW)
    gone = kamal.id
    with transaction():
        service.remove_person(kamal, actor=SYSTEM, now=NOW)
    assert db.session.scalars(select(SearchKey.key).where(SearchKey.person_id == gone)).first() is None
    assert queries.get(mission.id, leyla.id).spouse_id is None


def test_a_portrait_is_written_anew_without_its_metadata(person: Make) -> None:
    made = person()
    buffer = BytesIO()
    picture = Image.new("RGB", (2000, 1000), "navy")
    exif = picture.getexif()
    exif[0x010E] = "a secret place"
    picture.save(buffer, "JPEG", exif=exif)
    with transaction():
        photo = service.set_photo(made, buffer.getvalue(), actor=SYSTEM, now=NOW)
    with Image.open(BytesIO(photo.jpeg)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (640, 320))
    assert b"secret" not in photo.jpeg


def test_what_is_no_picture_is_refused(person: Make) -> None:
    made = person()
    for data in (b"<html>", b"\x89PNG\r\n\x1a\n" + b"x" * 50, b""):
        with pytest.raises(NotAPicture), transaction():
            service.set_photo(made, data, actor=SYSTEM, now=NOW)


@pytest.mark.check("S17")
def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_decoded(person: Make) -> None:
    made = person()
    buffer = BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, "PNG")
    with pytest.raises(PictureTooLarge), transaction():
        service.set_photo(made, buffer.getvalue(), actor=SYSTEM, now=NOW)


def test_tagging_many_counts_those_without(mission: Mission, person: Make) -> None:
    ids = [person(f"Guest {letter}").id for letter in "ABC"]
    with transaction():
        assert service.tag_many(mission.id, ids[:1], "poets", actor=SYSTEM, now=NOW) == 1
        assert service.tag_many(mission.id, ids, "poets", actor=SYSTEM, now=NOW) == 2
    assert queries.tags_in_use(mission.id) == [("poets", 3)]


def test_filters_narrow_together(mission: Mission, person: Make) -> None:
    reached = person("Ayesha Siddiqa", emails=("a@siddiqa.example",), organisation="Geo News")
    person("Bilal Aslam", organisation="Geo News", tags=("poets",))
    person("Claire Moreau", organisation="Embassy of France", tags=("poets",))
    wanted = queries.Filter(tag="poets", lacks=queries.Lack.ADDRESS, state="FR")
    assert [p.name.full for p in queries.persons(mission.id, wanted).rows] == ["Claire Moreau"]
    body = reached.appointment.office.organisation  # type: ignore[union-attr]
    page = queries.persons(mission.id, queries.Filter(organisation_id=body.id))
    assert [p.name.full for p in page.rows] == ["Bilal Aslam", "Ayesha Siddiqa"]


def test_a_list_of_fifty_is_read_in_a_fixed_number_of_queries(
    mission: Mission, person: Make, statements: list[str]
) -> None:
    for number in range(12):
        person(f"Guest Number{number}", office="Reporter", organisation=f"Daily {number}")
    mission_id = mission.id
    db.session.expunge_all()
    statements.clear()
    for row in queries.persons(mission_id, queries.Filter()).rows:
        assert row.appointment is not None
        assert row.appointment.office.organisation.name
    assert len(statements) <= 12
