"""The demo's data: invented, whole, and true to themselves."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.mail import rehearsal

pytestmark = pytest.mark.once

DATA = Path(__file__).parents[2] / "app" / "demo" / "data"
FICTIONAL_PHONE = re.compile(r"\+92 (51|300|321|333|345) 555 01\d\d")


def read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def persons() -> list[dict[str, Any]]:
    return list(read("persons"))


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []


def test_there_are_250_persons_in_six_scripts(persons: list[dict[str, Any]]) -> None:
    assert len(persons) == 250
    scripts = Counter(name["script"] for person in persons for name in person["names"])
    assert set(scripts) == {"Latn", "Cyrl", "Arab", "Geor", "Hani", "Deva"}
    assert min(scripts.values()) >= 5


def test_every_person_has_one_primary_name_in_latin_letters(persons: list[dict[str, Any]]) -> None:
    for person in persons:
        kinds = [(name["kind"], name["script"]) for name in person["names"]]
        assert kinds[0] == ("primary", "Latn")
        assert [kind for kind, _ in kinds].count("primary") == 1


def test_the_letters_of_a_name_are_of_its_script(persons: list[dict[str, Any]]) -> None:
    block = {
        "Latn": "LATIN",
        "Cyrl": "CYRILLIC",
        "Arab": "ARABIC",
        "Geor": "GEORGIAN",
        "Hani": "CJK",
        "Deva": "DEVANAGARI",
    }
    for name in (name for person in persons for name in person["names"]):
        for letter in filter(str.isalpha, name["full"]):
            assert unicodedata.name(letter).startswith((block[name["script"]], "MODIFIER LETTER")), name


def test_names_and_addresses_belong_to_one_person_each(persons: list[dict[str, Any]]) -> None:
    keys = [person["key"] for person in persons]
    names = [name["full"] for person in persons for name in person["names"]]
    contacts = [contact["value"] for person in persons for contact in person["contacts"]]
    for values in (keys, names, contacts):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_every_address_and_telephone_is_fictional(persons: list[dict[str, Any]]) -> None:
    for person in persons:
        for contact in person["contacts"]:
            if contact["kind"] == "email":
                assert re.fullmatch(r"[a-z.]+@[a-z.-]+\.example", contact["value"]), contact
            elif contact["kind"] == "phone":
                assert FICTIONAL_PHONE.fullmatch(contact["value"]), contact
    for name in ("mission", "events", "releases"):
        for text in strings(read(name)):
            assert all(FICTIONAL_PHONE.fullmatch(phone) for phone in re.findall(r"\+[\d ]*\d", text)), text
            assert all(host.endswith(".example") for host in re.findall(r"@([a-z.-]+[a-z])", text)), text


def test_all_texts_are_in_composed_form() -> None:
    for name in ("mission", "organisations", "persons", "events", "releases"):
        for text in strings(read(name)):
            assert text == unicodedata.normalize("NFC", text).strip()


def test_spouses_know_each_other(persons: list[dict[str, Any]]) -> None:
    by_key = {person["key"]: person for person in persons}
    married = [person for person in persons if "spouse" in person]
    assert 140 <= len(married) <= 180
    for person in married:
        assert by_key[person["spouse"]]["spouse"] == person["key"] != person["spouse"]


def test_everybody_in_office_is_in_a_known_organisation(persons: list[dict[str, Any]]) -> None:
    organisations = {organisation["key"] for organisation in read("organisations")}
    for person in persons:
        assert ("appointment" in person) or "spouse" in person
        if appointment := person.get("appointment"):
            assert appointment["organisation"] in organisations
            assert set(appointment["office"]) == {"en", "az", "ur"}
            assert appointment["from"] < appointment.get("to", "9999")
            assert ("to" in appointment) == (person.get("life_state", "active") != "active")


def test_heads_of_mission_have_their_seniority(persons: list[dict[str, Any]]) -> None:
    heads = [p["appointment"] for p in persons if "heads of mission" in p.get("tags", [])]
    assert len(heads) >= 50
    assert all("T" in head["seniority_at"] and head["seniority_basis"] for head in heads)
    assert all(("honorific" in head) != head.get("acting", False) for head in heads), (
        "a chargé a.i. is no Excellency"
    )


def test_the_cases_that_need_care_are_there(persons: list[dict[str, Any]]) -> None:
    assert {p.get("life_state", "active") for p in persons} == {"active", "left_post", "retired", "deceased"}
    assert sum("do_not_invite" in p for p in persons) >= 2
    assert sum(p.get("appointment", {}).get("invitation_route") == "via_mfa" for p in persons) >= 10
    without = [
        p for p in persons if "appointment" in p and not any(c["kind"] == "email" for c in p["contacts"])
    ]
    assert len([p for p in without if p.get("life_state") != "deceased"]) == 9


def test_staff_have_one_sign_in_per_role() -> None:
    staff = read("mission")["staff"]
    assert [one["role"] for one in staff] == [
        "administrator", "social_secretary", "protocol_officer", "gate_officer", "press_officer",
        "head_of_mission", "auditor",
    ]  # fmt: skip
    assert len({one["email"] for one in staff}) == len({one["name"] for one in staff}) == len(staff)


def test_events_speak_three_languages_and_name_known_persons(persons: list[dict[str, Any]]) -> None:
    keys = {person["key"] for person in persons}
    for event in read("events"):
        assert [text["language"] for text in event["texts"]] == ["en", "az", "ur"]
        assert len({frozenset(text) for text in event["texts"]}) == 1
        assert event["chief_guest"] in keys
        assert {gate["stage"] for gate in event["gates"]} == {"sight", "admit"}
        times = [item["at"] for item in event["programme"]]
        assert times == sorted(times) and event["starts"] <= times[0] and times[-1] <= event["ends"]
        for item in event["programme"]:
            assert set(item["titles"]) == {"en", "az", "ur"}
            assert item.get("speaker_key") in {None, *keys}


def test_the_release_says_the_same_in_three_languages() -> None:
    texts = read("releases")[0]["texts"]
    assert [text["language"] for text in texts] == ["en", "az", "ur"]
    assert len({tuple(block["kind"] for block in text["blocks"]) for text in texts}) == 1
    for text in texts:
        assert len(text["headline"]) <= 70
        assert "{date}" in text["blocks"][0]["text"] and "{attendance}" in text["blocks"][0]["text"]


def test_no_guest_has_the_embassys_own_telephone(persons: list[dict[str, Any]]) -> None:
    theirs = {contact["value"] for person in persons for contact in person["contacts"]}
    mission = read("mission")
    own = {mission["telephone"], *(event["reply_telephone"] for event in read("events"))}
    assert theirs.isdisjoint(own)


def test_one_guest_of_each_kind_shows_what_may_become_of_a_letter(persons: list[dict[str, Any]]) -> None:
    """They hold an office, so they stand on both lists, and whoever renews one meets them."""
    kinds = Counter(
        contact["value"].split(".")[-2]
        for person in persons
        for contact in person["contacts"]
        if contact["kind"] == "email" and "appointment" in person and "life_state" not in person
    )
    kinds_shown = {rehearsal.RETURNED, rehearsal.AWAY, rehearsal.REFUSED, rehearsal.UNCLEAR}
    assert [kinds[kind.removesuffix(".example")] for kind in kinds_shown] == [1, 1, 1, 1]
