from collections.abc import Callable
from datetime import date

import pytest

from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import address, service
from app.directory.models import NameKind, Person, Sex, TitleKind, Usage
from app.directory.service import NameFacts, PersonFacts, Term, TitleFacts
from app.missions.models import Mission
from tests.factories import NOW

Make = Callable[..., Person]


@pytest.fixture
def holder(mission: Mission) -> Callable[..., Person]:
    """A person with an office, said in one line."""

    def make(
        full: str,
        family: str,
        sex: Sex,
        *titles: tuple[TitleKind, str],
        office: str = "",
        organisation: str = "",
        retired: bool = False,
        **term: object,
    ) -> Person:
        facts = PersonFacts(
            names=(NameFacts(full, family=family),),
            titles=tuple(TitleFacts(kind, text, retired and kind is TitleKind.RANK) for kind, text in titles),
            sex=sex,
        )
        with transaction():
            made = service.add_person(mission.id, facts, actor=SYSTEM, now=NOW)
            if office or organisation:
                post = service.find_or_add_office(mission.id, office, organisation=organisation)
                service.appoint(made, post, term=Term(**term), actor=SYSTEM, now=NOW)  # type: ignore[arg-type]
        return made

    return make


@pytest.fixture
def ambassador(holder: Make) -> Person:
    return holder(
        "Kamal Safarov",
        "Safarov",
        Sex.MALE,
        (TitleKind.SOCIAL, "Mr."),
        office="Ambassador",
        organisation="Embassy of Norway",
        honorific="H.E.",
    )


@pytest.fixture
def general(holder: Make) -> Person:
    return holder(
        "Shahid Aziz Khattak",
        "Khattak",
        Sex.MALE,
        (TitleKind.RANK, "Lt Gen"),
        (TitleKind.POST_NOMINAL, "HI(M)"),
        retired=True,
    )


@pytest.fixture
def charge(holder: Make) -> Person:
    return holder(
        "Claire Moreau",
        "Moreau",
        Sex.FEMALE,
        (TitleKind.SOCIAL, "Ms."),
        office="Chargée d'Affaires a.i.",
        organisation="Embassy of France",
        acting=True,
        honorific="H.E.",
    )


def said(person: Person, lang: str = "en") -> dict[str, str]:
    return {usage.value: line.text for usage, line in address.lines(person, lang).items()}


def test_an_ambassador_in_six_lines(ambassador: Person) -> None:
    assert said(ambassador) == {
        "envelope": "His Excellency Mr. Kamal Safarov\nAmbassador of Norway",
        "salutation": "Excellency,",
        "place_card": "H.E. Mr. Kamal Safarov",
        "announcement": "His Excellency the Ambassador of Norway",
        "badge": "SAFAROV, Kamal – Ambassador of Norway",
        "press": "Kamal Safarov, Ambassador of Norway",
    }


def test_a_retired_general_keeps_his_rank_with_the_mark_behind_it(general: Person) -> None:
    assert said(general) == {
        "envelope": "Lt Gen (R) Shahid Aziz Khattak, HI(M)",
        "salutation": "Dear General Khattak,",
        "place_card": "General Khattak",
        "announcement": "General Shahid Aziz Khattak",
        "badge": "KHATTAK, Shahid Aziz (Lt Gen R)",
        "press": "Lt Gen (R) Shahid Aziz Khattak",
    }


def test_a_mark_of_retirement_stays_as_it_was_written(holder: Make) -> None:
    admiral = holder("Pyotr Komov", "Komov", Sex.MALE, (TitleKind.RANK, "Admiral (Retd.)"), retired=True)

    assert said(admiral) == {
        "envelope": "Admiral (Retd.) Pyotr Komov",
        "salutation": "Dear Admiral Komov,",
        "place_card": "Admiral Komov",
        "announcement": "Admiral Pyotr Komov",
        "badge": "KOMOV, Pyotr (Admiral R)",
        "press": "Admiral (Retd.) Pyotr Komov",
    }


def test_a_charge_daffaires_is_not_excellency(charge: Person) -> None:
    lines = said(charge)
    assert lines["envelope"] == "Ms. Claire Moreau\nChargée d'Affaires a.i. of France"
    assert lines["salutation"] == "Dear Ms. Moreau,"
    assert lines["announcement"] == "The Chargée d'Affaires a.i. of France, Ms. Moreau"


def test_a_person_of_whom_only_the_name_is_known_is_written_to_by_all_of_it(person: Make) -> None:
    facts = person("Muhammad Bilal Aslam")
    with transaction():
        service.change_person(
            facts, PersonFacts(names=(NameFacts("Muhammad Bilal Aslam"),)), actor=SYSTEM, now=NOW
        )
    assert said(facts)["salutation"] == "Dear Muhammad Bilal Aslam,"


@pytest.mark.parametrize(
    ("title", "salutation"),
    [
        ("Dr.", "Dear Dr. Siddiqa,"),
        ("Prof.", "Dear Professor Siddiqa,"),
        ("Prof. Dr.", "Dear Professor Siddiqa,"),
    ],
)
def test_a_degree_is_spoken(holder: Make, title: str, salutation: str) -> None:
    made = holder("Ayesha Siddiqa", "Siddiqa", Sex.FEMALE, (TitleKind.ACADEMIC, title))
    assert said(made)["salutation"] == salutation


def test_other_languages_take_the_name_in_their_script_and_their_own_words(mission: Mission) -> None:
    facts = PersonFacts(
        names=(
            NameFacts("Ayesha Siddiqa", family="Siddiqa"),
            NameFacts("عائشہ صدیقہ", NameKind.NATIVE, "ur", "Arab", family="صدیقہ"),
        ),
        titles=(TitleFacts(TitleKind.SOCIAL, "Ms."),),
        sex=Sex.FEMALE,
    )
    with transaction():
        made = service.add_person(mission.id, facts, actor=SYSTEM, now=NOW)
    assert said(made, "ur")["envelope"] == "محترمہ عائشہ صدیقہ"
    assert said(made, "az")["salutation"] == "Hörmətli xanım Siddiqa,"


def test_couples_share_a_line(ambassador: Person, charge: Person, holder: Make) -> None:
    leyla = holder("Leyla Safarov", "Safarov", Sex.FEMALE)
    dana = holder("Dana Williams", "Williams", Sex.FEMALE)
    joint = address.joint
    assert joint(ambassador, leyla, "en", Usage.ENVELOPE).endswith("Ambassador of Norway\nand Mrs. Safarov")
    assert joint(ambassador, dana, "en", Usage.ENVELOPE).endswith("\nand Ms. Dana Williams")
    assert joint(ambassador, None, "en", Usage.ENVELOPE).endswith("\nand spouse")
    assert joint(ambassador, leyla, "en", Usage.ANNOUNCEMENT) == (
        "His Excellency the Ambassador of Norway and Mrs. Safarov"
    )
    assert joint(ambassador, leyla, "en", Usage.SALUTATION) == "Excellency, Mrs. Safarov,"
    husband = holder("Paul Durand", "Durand", Sex.MALE)
    assert joint(charge, husband, "en", Usage.SALUTATION) == "Dear Ms. Moreau and Mr. Paul Durand,"


def test_a_place_card_may_name_the_office_alone(mission: Mission, ambassador: Person) -> None:
    assert ambassador.appointment is not None
    office = ambassador.appointment.office
    facts = service.OfficeFacts(title=office.title, place_card_by_office=True)
    with transaction():
        service.change_office(office, facts, actor=SYSTEM, now=NOW)
    assert said(ambassador)["place_card"] == "H.E. the Ambassador of Norway"


def test_a_line_by_hand_wins_and_turns_stale_with_a_new_office(mission: Mission, ambassador: Person) -> None:
    with transaction():
        service.set_line(
            ambassador, language="en", usage=Usage.SALUTATION, text="Dear Kamal,", actor=SYSTEM, now=NOW
        )
    line = address.line(ambassador, "en", Usage.SALUTATION)
    assert (line.text, line.manual, line.stale) == ("Dear Kamal,", True, False)
    with transaction():
        office = service.find_or_add_office(mission.id, "Ambassador", organisation="Embassy of Kenya")
        service.appoint(ambassador, office, term=Term(date(2026, 10, 1)), actor=SYSTEM, now=NOW)
    assert address.line(ambassador, "en", Usage.SALUTATION).stale
    with transaction():
        service.set_line(ambassador, language="en", usage=Usage.SALUTATION, text="", actor=SYSTEM, now=NOW)
    assert not address.line(ambassador, "en", Usage.SALUTATION).manual
