"""Old and new: what a row would change in a person, and the record after it."""

from dataclasses import dataclass, replace

from app.directory.folding import fold, identity
from app.directory.importing.person import PersonDraft
from app.directory.imports.translation import facts_from, honorific_of, office_of, spouse_facts
from app.directory.models import Category, ContactKind, LifeState, NameKind, Person
from app.directory.retired import tells_retired, with_mark, without_mark
from app.directory.service.facts import NameFacts, PersonFacts, TitleFacts, facts_of, folded_contact

Changes = dict[str, list[str]]
"""What differs, by field: [as it stands, as it will stand]."""


@dataclass(frozen=True, slots=True)
class View:
    """A person as two sources can be laid side by side."""

    facts: PersonFacts
    honorific: str = ""
    office: str = ""
    organisation: str = ""
    spouse: str = ""

    @property
    def titles(self) -> str:
        """Everything before and behind the name in one line, the office's style first."""
        return titles_line(self.honorific, self.facts.titles)

    @property
    def post(self) -> str:
        return ", ".join(part for part in (self.office, self.organisation) if part)


def view_of_draft(draft: PersonDraft) -> View:
    spouse = spouse_facts(draft.spouse) if draft.spouse else None
    return View(
        facts_from(draft),
        honorific=honorific_of(draft),
        office=office_of(draft),
        organisation=draft.organisation,
        spouse=spouse.names[0].full if spouse else "",
    )


def view_of_person(person: Person) -> View:
    held = person.appointment
    return View(
        facts_of(person),
        honorific=held.honorific if held else "",
        office=held.office.title if held else "",
        organisation=held.office.organisation.name if held else "",
        spouse=person.spouse.name.full if person.spouse else "",
    )


def titles_line(honorific: str, titles: tuple[TitleFacts, ...]) -> str:
    texts = [with_mark(title.text, title.retired) for title in titles]
    return " ".join(text for text in (honorific, *texts) if text)


def changes(old: View, new: View, *, region: str, adding_only: bool = False) -> Changes:
    """What taking over `new` changes in `old`. `adding_only` fills what is empty and never contradicts."""
    found: Changes = {}

    def differs(field: str, before: str, after: str, *, contradicts: bool = True) -> None:
        if after and fold(before) != fold(after) and not (adding_only and contradicts and before):
            found[field] = [before, after]

    if identity(new.facts.names[0].full) not in {identity(name.full) for name in old.facts.names}:
        found["name"] = [old.facts.names[0].full, new.facts.names[0].full]
    for name in new.facts.names[1:]:
        if name.full not in {known.full for known in old.facts.names}:
            found["native_name"] = ["", name.full]
    if without_mark(old.titles) != without_mark(new.titles) or tells_retired(new.titles) > tells_retired(
        old.titles
    ):
        differs("titles", old.titles, new.titles)
    if (new.office and fold(new.office) != fold(old.office)) or (
        new.organisation and fold(new.organisation) != fold(old.organisation)
    ):
        differs("office", old.post, _post(old, new))
    for kind in ContactKind:
        before = [point.value for point in old.facts.contacts if point.kind is kind]
        added = _added_contacts(old.facts, new.facts, kind, region)
        if added:
            found[kind.value] = [", ".join(before), ", ".join([*before, *added])]
    differs("spouse", old.spouse, new.spouse)
    if new.facts.accompanied and not old.spouse and not old.facts.accompanied:
        found["accompanied"] = ["", "+1"]
    if added_notes := _added_lines(old.facts.notes, new.facts.notes):
        found["notes"] = [old.facts.notes, added_notes]
    if added_tags := sorted(set(new.facts.tags) - set(old.facts.tags)):
        found["tags"] = [", ".join(old.facts.tags), ", ".join(added_tags)]
    if new.facts.life_state not in (LifeState.ACTIVE, old.facts.life_state):
        found["life_state"] = [old.facts.life_state.value, new.facts.life_state.value]
    if new.facts.category is not Category.OTHER and old.facts.category is Category.OTHER:
        found["category"] = [old.facts.category.value, new.facts.category.value]
    if new.facts.language and not old.facts.language:
        found["language"] = ["", new.facts.language]
    return found


def merged(old: PersonFacts, new: PersonFacts, found: Changes, *, region: str) -> PersonFacts:
    """The record of `old` with those fields of `new` that `found` names."""
    facts = old
    if "name" in found:
        alias = NameFacts(
            full=new.names[0].full, kind=NameKind.ALIAS, script=new.names[0].script, source="import"
        )
        facts = replace(facts, names=(*facts.names, alias))
    if "native_name" in found:
        known = {name.full for name in facts.names}
        facts = replace(
            facts, names=(*facts.names, *(name for name in new.names[1:] if name.full not in known))
        )
    if "titles" in found:
        facts = replace(facts, titles=new.titles)
    for kind in ContactKind:
        if kind.value in found:
            fresh = set(_added_contacts(old, new, kind, region))
            added = tuple(point for point in new.contacts if point.kind is kind and point.value in fresh)
            facts = replace(facts, contacts=(*facts.contacts, *added))
    if "notes" in found:
        facts = replace(facts, notes="\n".join(filter(None, (old.notes, _added_lines(old.notes, new.notes)))))
    if "tags" in found:
        facts = replace(facts, tags=tuple(sorted({*old.tags, *new.tags})))
    for field in ("life_state", "category", "language", "accompanied"):
        if field in found:
            facts = replace(facts, **{field: getattr(new, field)})
    return facts


def _post(old: View, new: View) -> str:
    return ", ".join(filter(None, (new.office or old.office, new.organisation or old.organisation)))


def _added_contacts(old: PersonFacts, new: PersonFacts, kind: ContactKind, region: str) -> list[str]:
    known = {folded_contact(point.kind, point.value, region) for point in old.contacts if point.kind is kind}
    fresh = [point.value for point in new.contacts if point.kind is kind]
    return [value for value in fresh if folded_contact(kind, value, region) not in known]


def _added_lines(old: str, new: str) -> str:
    known = {fold(line) for line in old.split("\n")}
    return "\n".join(line for line in new.split("\n") if line and fold(line) not in known)
