"""One person, several lines: envelope, salutation, place card, announcement, badge, press.

The rules are the customary ones (R. Hickey, Honor & Respect, formsofaddress.info): a military rank
stands instead of the social title, "(R)" behind the rank, a chargé d'affaires a.i. is not Excellency. A line
written by hand wins, and is shown as stale once what it was written from has changed. Words: address.json.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.directory.folding import fold
from app.directory.models import (
    Appointment,
    LifeState,
    OrganisationKind,
    Person,
    PersonName,
    Sex,
    TitleKind,
    Usage,
)
from app.directory.retired import with_mark, without_mark
from app.missions import queries as missions

_DATA: dict[str, Any] = json.loads((Path(__file__).parent / "address.json").read_text(encoding="utf-8"))
_SCRIPTS = {"ur": "Arab", "ar": "Arab", "fa": "Arab", "ru": "Cyrl", "uk": "Cyrl", "zh": "Hani", "ko": "Hang"}


@dataclass(frozen=True, slots=True)
class Line:
    """`manual`: written by staff; `stale`: its facts have changed since."""

    text: str
    manual: bool = False
    stale: bool = False


def compose(person: Person, lang: str, usage: Usage) -> str:
    """The line to use; its parts stand on lines of their own (an envelope has two)."""
    return line(person, lang, usage).text


def line(person: Person, lang: str, usage: Usage) -> Line:
    for form in person.address_forms:
        if form.usage is usage and form.language == lang:
            return Line(form.text, manual=True, stale=form.composed_from != inputs_hash(person, lang))
    return Line(composed(person, lang, usage))


def lines(person: Person, lang: str) -> dict[Usage, Line]:
    return {usage: line(person, lang, usage) for usage in Usage}


def composed(person: Person, lang: str, usage: Usage) -> str:
    """The line as the rules make it, whatever staff may have written."""
    return _COMPOSERS[usage](_Speaker(person, lang))


def joint(person: Person, spouse: Person | None, lang: str, usage: Usage) -> str:
    """One line for a couple, the holder of the invitation first; without `spouse` for a nameless companion.

    For envelope, announcement and salutation; other usages name each guest alone.
    """
    words = _words(lang)
    other = _Speaker(spouse, lang).as_spouse_of(_Speaker(person, lang)) if spouse else words["spouse"]
    first = compose(person, lang, usage)
    if usage is Usage.SALUTATION:
        if spouse is None:
            return first
        speaker = _Speaker(person, lang)
        if speaker.excellency:
            return str(words["excellencies"]).format(spouse=other)
        return str(words["dear_couple"]).format(name=speaker.spoken, spouse=other)
    joined = str(words["and"]).format(spouse=other)
    return f"{first}\n{joined}" if usage is Usage.ENVELOPE else f"{first} {joined}"


def name_in(person: Person, lang: str) -> PersonName:
    """The form of the name for a reader of `lang`: his language's, else his script's, else the primary."""
    script = _SCRIPTS.get(lang, "Latn")
    usable = [name for name in person.names if name.kind.value in {"primary", "native", "document"}]
    for name in usable:
        if name.language == lang and name.script == script:
            return name
    if person.name.script == script:
        return person.name
    return next((name for name in usable if name.script == script), person.name)


def office_line(appointment: Appointment | None, lang: str) -> str:
    """ "Ambassador of Norway"; "Second Secretary, Embassy of Norway"; the organisation where no title is known."""
    if appointment is None:
        return ""
    office, body = appointment.office, appointment.office.organisation
    translated = office.titles.get(lang) or ""
    title, name = translated or office.title, body.names.get(lang) or body.name
    if not title or not name:
        return title or name
    heads = _DATA["heads_of_mission"]
    if fold(office.title) in heads and body.kind is OrganisationKind.DIPLOMATIC_MISSION and body.state:
        whole = translated and (lang != "en" or fold(translated) not in heads)
        return title if whole else f"{title} of {_state(body.state)}"
    if fold(name) in fold(title) or (body.kind is OrganisationKind.DIPLOMATIC_MISSION and " of " in title):
        return title
    return f"{title}{'،' if lang == 'ur' else ','} {name}"


def inputs_hash(person: Person, lang: str) -> str:
    """A digest of everything that the lines are composed from."""
    held = person.appointment
    inputs = [
        [(n.kind, n.language, n.script, n.full, n.called, n.given, n.family) for n in person.names],
        [(t.kind, t.text, t.retired) for t in person.titles],
        [person.sex, person.life_state, lang],
        [held.honorific, held.rank, held.acting, held.retired, office_line(held, lang)] if held else [],
    ]
    return hashlib.sha256(json.dumps(inputs, ensure_ascii=False).encode()).hexdigest()


class _Speaker:
    """The parts of a person's lines in one language."""

    def __init__(self, person: Person, lang: str) -> None:
        self.person, self.lang = person, lang
        self.name = name_in(person, lang)
        self.full = self.name.full
        self.held = person.appointment
        self.office = office_line(self.held, lang)
        self.acting = bool(self.held and self.held.acting)
        self._rank = (self.held.rank if self.held else "") or self._title(TitleKind.RANK)
        self.rank = without_mark(self._rank)
        self.academic = self._title(TitleKind.ACADEMIC)
        self.social = self._social("social")

    @property
    def honorific(self) -> str:
        """As chosen for the appointment, the office or the person; none for one who acts for an absent head."""
        own = self._title(TitleKind.HONORIFIC)
        if self.held is None:
            return own
        if self.acting:
            return ""
        return self.held.honorific or own or self.held.office.default_honorific

    @property
    def honorific_key(self) -> str:
        plain = fold(self.honorific).replace(" ", "")
        spelt: dict[str, str] = _DATA["honorific_spellings"]
        return spelt.get(plain) or spelt.get(fold(self.honorific), "")

    @property
    def excellency(self) -> bool:
        return self.honorific_key == "h.e." and self.person.life_state is not LifeState.RETIRED

    @property
    def honorific_in_full(self) -> str:
        by_sex = _DATA["honorifics"].get(self.honorific_key, {}).get(self.lang)
        if by_sex is None:
            return self.honorific if self.lang == "en" or not self.honorific_key else ""
        return str(by_sex.get(self.person.sex.value) or by_sex["unknown"])

    @property
    def rank_line(self) -> str:
        """ "Lt Gen (R)": Pakistani usage writes the mark behind the rank."""
        retired = (self.held and self.held.retired) or any(
            title.retired for title in self.person.titles if title.kind is TitleKind.RANK
        )
        return with_mark(self._rank, bool(retired))

    @property
    def titled(self) -> str:
        """Name with rank or degree or social title, whichever is the highest, and what stands behind it."""
        before = self.rank_line or self.academic or self.social
        behind = ", ".join(t.text for t in self.person.titles if t.kind is TitleKind.POST_NOMINAL)
        return f"{_joined(before, self.full)}{', ' + behind if behind else ''}"

    @property
    def short(self) -> str:
        """What one calls the person by: the family name, else what people call him, else all of it."""
        return self.name.family or self.name.called or self.full

    @property
    def spoken(self) -> str:
        """ "General Khattak", "Professor Siddiqa", "Ms. Moreau"."""
        title = _spoken(self.rank, "spoken_ranks") or _spoken(self.academic, "spoken_academic") or self.social
        return _joined(title, self.short) if title else self.full

    def as_spouse_of(self, principal: "_Speaker") -> str:
        """ "Mrs. Baxter" with the same surname, "Ms. Dana Williams" with another; own titles stand."""
        if self.rank or self.academic or self.honorific:
            return _joined(self.honorific_in_full, self.titled)
        if self.name.family and fold(self.name.family) == fold(principal.name.family):
            return _joined(self._social("married"), self.name.family)
        return _joined(self.social or self._social("married"), self.full)

    def _title(self, kind: TitleKind) -> str:
        """Titles of a kind, in the order in which they are written."""
        return " ".join(title.text for title in self.person.titles if title.kind is kind)

    def _social(self, table: str) -> str:
        written = self._title(TitleKind.SOCIAL)
        by_sex: dict[str, str] = _DATA[table].get(self.lang, _DATA[table]["en"])
        sex = self.person.sex if self.person.sex is not Sex.UNKNOWN else _sex_of(written)
        if written and (self.lang == "en" or not by_sex.get(sex.value)):
            return written
        return by_sex.get(sex.value, "") if written or self.person.sex is not Sex.UNKNOWN else ""


def _envelope(who: _Speaker) -> str:
    first = _joined(who.honorific_in_full, who.titled)
    return f"{first}\n{who.office}" if who.office else first


def _salutation(who: _Speaker) -> str:
    words = _words(who.lang)
    if who.excellency:
        return str(words["excellency"])
    title = who.held.office.salutation_title if who.held and not who.acting else ""
    return str(words["dear"]).format(name=title or who.spoken)


def _place_card(who: _Speaker) -> str:
    if who.held and who.held.office.place_card_by_office and who.office:
        if who.excellency:
            return _joined(who.honorific, str(_words(who.lang)["the"]).format(office=who.office))
        return str(_words(who.lang)["The"]).format(office=who.office)
    if _spoken(who.rank, "spoken_ranks"):
        return who.spoken
    return _joined(who.honorific, who.titled)


def _announcement(who: _Speaker) -> str:
    words = _words(who.lang)
    if who.excellency and who.office:
        return _joined(who.honorific_in_full, str(words["the"]).format(office=who.office))
    if who.acting and who.office:
        return f"{str(words['The']).format(office=who.office)}, {who.spoken}"
    rank = _spoken(who.rank, "spoken_ranks")
    return _joined(rank, who.full) if rank else _joined(who.honorific_in_full, who.titled)


def _badge(who: _Speaker) -> str:
    family = who.name.family
    given = " ".join(word for word in who.full.split() if word not in family.split()) if family else ""
    name = f"{_capitals(family, who.name.language)}, {given}" if family and given else who.full
    if who.rank:
        name = f"{name} ({who.rank}{' R' if who.rank_line != who.rank else ''})"
    return f"{name} – {who.office}" if who.office else name


def _press(who: _Speaker) -> str:
    name = _joined(who.rank_line or who.academic, who.full)
    return f"{name}, {who.office}" if who.office else name


_COMPOSERS = {
    Usage.ENVELOPE: _envelope,
    Usage.SALUTATION: _salutation,
    Usage.PLACE_CARD: _place_card,
    Usage.ANNOUNCEMENT: _announcement,
    Usage.BADGE: _badge,
    Usage.PRESS: _press,
}


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _words(lang: str) -> dict[str, str]:
    words: dict[str, str] = _DATA["words"].get(lang, _DATA["words"]["en"])
    return words


def _spoken(title: str, table: str) -> str:
    folded = fold(title)
    return str(_DATA[table].get(folded, title)) if folded else ""


def _sex_of(social: str) -> Sex:
    folded = fold(social)
    if folded in {"mr", "bey", "sahib", "monsieur", "herr", "cenab"}:
        return Sex.MALE
    if folded in {"mrs", "ms", "miss", "mme", "begum", "madame", "frau", "xanim"}:
        return Sex.FEMALE
    return Sex.UNKNOWN


def _state(code: str) -> str:
    name = missions.state_name(code, "en").split(" (")[0]
    return f"the {name}" if code in _DATA["states_with_article"] else name


def _capitals(text: str, language: str) -> str:
    """Capitals by the rules of the language: Azerbaijani and Turkish write İ above i."""
    return (text.replace("i", "İ") if language in {"az", "tr"} else text).upper()
