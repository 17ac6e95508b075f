"""From what a row says to what the directory keeps."""

import json
from pathlib import Path

from app.directory.folding import fold
from app.directory.importing.person import NamesDraft, PersonDraft, SpouseDraft, TitleDraft
from app.directory.importing.person import TitleKind as DraftKind
from app.directory.models import Category, ContactKind, LifeState, NameKind, OrganisationKind, Sex, TitleKind
from app.directory.retired import tells_retired
from app.directory.service.bodies import guess_kind
from app.directory.service.facts import ContactFacts, NameFacts, PersonFacts, TitleFacts

_WORDS: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
)
_CATEGORIES = {fold(word): Category(code) for code, words in _WORDS["categories"].items() for word in words}
_LANGUAGES = {fold(word): code for code, words in _WORDS["languages"].items() for word in words}
_MALE, _FEMALE = ({fold(word) for word in _WORDS["sexes"][sex]} for sex in ("m", "f"))
_BY_BODY = {
    OrganisationKind.DIPLOMATIC_MISSION: Category.DIPLOMAT,
    OrganisationKind.INTERNATIONAL: Category.DIPLOMAT,
    OrganisationKind.MINISTRY: Category.OFFICIAL,
    OrganisationKind.PARLIAMENT: Category.PARLIAMENT,
    OrganisationKind.ARMED_FORCES: Category.ARMED_FORCES,
    OrganisationKind.MEDIA: Category.MEDIA,
    OrganisationKind.BUSINESS: Category.BUSINESS,
    OrganisationKind.ACADEMIC: Category.ACADEMIC,
}


def facts_from(draft: PersonDraft) -> PersonFacts:
    """The record of a person as the row tells it. An honorific stays with the office where there is one."""
    titles = _titles(draft.titles, without_honorific=bool(draft.office))
    category = _CATEGORIES.get(fold(draft.category))
    tags = draft.tags if category or not draft.category else (*draft.tags, draft.category)
    return PersonFacts(
        names=_names(draft.names, draft.language),
        titles=titles,
        contacts=_contacts(draft),
        sex=sex_of(draft.titles),
        language=_LANGUAGES.get(fold(draft.language), ""),
        category=category or _BY_BODY.get(guess_kind(draft.organisation), Category.OTHER),
        life_state=_life_state(draft),
        accompanied=draft.spouse is not None and draft.spouse.names is None,
        notes=notes_of(draft),
        tags=tuple(dict.fromkeys(" ".join(tag.split())[:60] for tag in tags)),
    )


def spouse_facts(spouse: SpouseDraft) -> PersonFacts | None:
    """The record of a spouse who is named."""
    if spouse.names is None:
        return None
    return PersonFacts(
        names=_names(spouse.names, ""), titles=_titles(spouse.titles), sex=sex_of(spouse.titles)
    )


def honorific_of(draft: PersonDraft) -> str:
    """The style that goes with the office the row names."""
    if not draft.office:
        return ""
    return " ".join(title.text for title in draft.titles if title.kind is DraftKind.honorific)[:60]


def office_of(draft: PersonDraft) -> str:
    """The post, or the department where the row names only that."""
    return draft.office or draft.department


def sex_of(titles: tuple[TitleDraft, ...]) -> Sex:
    for title in titles:
        if fold(title.text) in _MALE:
            return Sex.MALE
        if fold(title.text) in _FEMALE:
            return Sex.FEMALE
    return Sex.UNKNOWN


def notes_of(draft: PersonDraft) -> str:
    """What fits nowhere else. Remarks on food and access are left out: they are asked of the guest himself."""
    notes = [*draft.remarks.notes, *draft.remarks.confirmed]
    if draft.assistant and not (draft.assistant.phone or draft.assistant.email):
        notes.append(f"Assistant: {draft.assistant.name}")
    if draft.department and draft.office and fold(draft.department) not in fold(draft.office):
        notes.append(f"Department: {draft.department}")
    if draft.precedence:
        notes.append(f"Precedence: {draft.precedence}")
    if draft.places and draft.places > 1 and draft.spouse is None:
        notes.append(f"Places: {draft.places}")
    return "\n".join(dict.fromkeys(notes))


def _names(names: NamesDraft, language: str) -> tuple[NameFacts, ...]:
    primary = NameFacts(
        full=names.full[:200],
        language="",
        script=names.script,
        called=names.called[:100],
        given=names.given[:100],
        family=names.family[:100],
        patronymic=names.patronymic[:100],
        generation=names.generation[:20],
        source="import",
    )
    native = [
        NameFacts(full=form.full[:200], kind=NameKind.NATIVE, script=form.script, source="import")
        for form in names.native
    ]
    return (primary, *native)


def _titles(titles: tuple[TitleDraft, ...], without_honorific: bool = False) -> tuple[TitleFacts, ...]:
    return tuple(
        TitleFacts(
            TitleKind(title.kind.value),
            title.text[:100],
            title.kind is DraftKind.rank and tells_retired(title.text),
        )
        for title in titles
        if not (without_honorific and title.kind is DraftKind.honorific)
    )


def _contacts(draft: PersonDraft) -> tuple[ContactFacts, ...]:
    contacts = [ContactFacts(ContactKind.EMAIL, value[:320]) for value in draft.emails]
    contacts += [ContactFacts(ContactKind.PHONE, value[:60]) for value in draft.phones]
    if draft.address:
        contacts.append(ContactFacts(ContactKind.POSTAL, draft.address[:500]))
    if (assistant := draft.assistant) is not None:
        for kind, value in ((ContactKind.EMAIL, assistant.email), (ContactKind.PHONE, assistant.phone)):
            if value:
                contacts.append(
                    ContactFacts(kind, value, via_assistant=True, assistant_name=assistant.name[:200])
                )
    return tuple(contacts)


def _life_state(draft: PersonDraft) -> LifeState:
    told = draft.remarks.life_state
    return LifeState(told) if told in set(LifeState) else LifeState.ACTIVE
