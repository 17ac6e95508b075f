"""One row under a mapping to a draft of a person, or to the reason why not."""

import re
from dataclasses import dataclass, replace

from app.directory.importing import problems
from app.directory.importing.cells import Columns
from app.directory.importing.contacts import part_contacts
from app.directory.importing.couples import Couple, read_spouse, share_names, split_couple, spouse_told
from app.directory.importing.fields import Field
from app.directory.importing.headings import (
    field_of,
    normal,
    tells_family_first,
    tells_mission,
    tells_post_and_body,
)
from app.directory.importing.judging import (
    MAX_NAME,
    ODD,
    is_before_a_name,
    is_family_only,
    judged,
    says_to_follow,
    without_remark,
)
from app.directory.importing.mapping import Mapping
from app.directory.importing.names import (
    Spellings,
    join_name,
    other_scripts,
    read_name,
)
from app.directory.importing.offices import (
    HELD_BY_ALL,
    embassy_of,
    is_acting,
    looks_like_office,
    looks_like_organisation,
    mission_of,
    names_holders,
    split_held_at,
    undivided,
)
from app.directory.importing.person import (
    NamesDraft,
    NativeForm,
    PersonDraft,
    SpouseDraft,
    TitleDraft,
    TitleKind,
)
from app.directory.importing.posts import is_office_alone, split_post
from app.directory.importing.remarks import kind_of, route, together
from app.directory.importing.sheets import Row
from app.directory.importing.titles import Titled, is_title, marked, read_suffix, read_titles, strip_titles
from app.directory.importing.words import (
    fold,
    has_vowel,
    is_blank,
    is_turkic,
    one_line,
    recase,
    recase_phrase,
    script_of,
)
from app.directory.retired import without_mark

MAX_SHORT = 500
# "M. Dupont" is Monsieur in a French list and Muhammad, or an initial, in others.
_FRENCH = re.compile(
    r"\b(?:nom|prénoms?|fonction|organisme|qualité|courriel|m[ée]l|civilité|invités?|conjoint)\b"
)
_MONSIEUR = re.compile(r"(?<![\w.])M\.?(?=\s+(?:et\s+M|[^\W\d_]{2}))")
_NUMBERED = re.compile(r"^\s*\d{1,4}\s*[.)]\s*(?=\D)")
# "Ambassador's Name", "Name of Minister"
_NAME_WORDS = re.compile(r"['’]s\b|\b(?:full )?names? (?:of )?(?:the )?|\bname\b", re.IGNORECASE)
# Written behind a name as a degree is, and a post: a seat in parliament.
_SEATS = frozenset({"MNA", "MPA", "MP", "MLA", "MEP", "MdB", "MSP", "MNA.", "M.N.A.", "M.P."})
_TAGS = re.compile(r"\s*(?:;|,|:::|\n)\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """What a row came to; a problem may carry the draft of what was readable."""

    draft: PersonDraft | None
    problem: str | None = None
    detail: str = ""


@dataclass(slots=True)
class _Named:
    """A name on its way through a row."""

    names: NamesDraft
    titles: list[TitleDraft]
    retired: str = ""
    office: str = ""
    organisation: str = ""
    spouse: SpouseDraft | None = None
    places: int | None = None
    addresses: str = ""
    numbers: str = ""
    note: str = ""
    remark: str = ""
    problem: str | None = None
    detail: str = ""


class RowReader(Columns):
    """Reads rows of one sheet. `spellings` are the words this workbook writes in mixed case."""

    def __init__(self, mapping: Mapping, region: str, spellings: Spellings) -> None:
        super().__init__(mapping, region)
        self.spellings = spellings
        self._office_of_heading = self._heading_office()
        post = mapping.column_of(Field.position)
        self._post_and_body = post is not None and tells_post_and_body(mapping.headings.get(post, ""))
        named = mapping.column_of(Field.full_name, Field.name_and_post)
        self._family_first = named is not None and tells_family_first(mapping.headings.get(named, ""))
        body = mapping.column_of(Field.organisation)
        self._embassies = body is not None and tells_mission(mapping.headings.get(body, ""))
        self._french = any(_FRENCH.search(normal(text)) for text in mapping.headings.values())

    def _heading_office(self) -> str:
        """A heading that names a post instead of "name": all in that column hold it."""
        column = self.mapping.column_of(Field.full_name, Field.name_and_post)
        heading = one_line(self.mapping.headings.get(column, "")) if column is not None else ""
        if heading and field_of(heading) is None and looks_like_office(heading):
            return heading
        bare = one_line(_NAME_WORDS.sub(" ", heading))
        alone = Field.position not in self.places and bare != heading and normal(bare) in HELD_BY_ALL
        return bare if alone else ""

    def read(self, row: Row, section: str = "") -> Found:
        """The end of one row. `section` is the line it stands under."""
        named = self._named(row)
        emails, wrong, email_note = self.emails(row, named.addresses)
        draft = self._draft(row, named, emails, email_note, section)
        if named.problem:
            return Found(draft if draft.names.full else None, named.problem, named.detail)
        if wrong:
            return Found(draft, problems.BAD_EMAIL, wrong)
        places = self.one(row, Field.places)
        if places and not is_blank(places) and not (places.isdecimal() and int(places) > 0):
            return Found(draft, problems.BAD_PLACES, places)
        for field in (Field.position, Field.organisation, Field.titles, Field.spouse, Field.department):
            if len(self.one(row, field)) > MAX_SHORT:
                return Found(None, problems.TOO_LONG, self.one(row, field)[:80])
        return Found(draft)

    # names

    def _named(self, row: Row) -> _Named:
        named = self._from_columns(row) or self._from_one_cell(row)
        before, theirs = self._titles_of_both(row)
        after = read_suffix(self.text(row, Field.suffix)) if self.text(row, Field.suffix) else None
        for extra, leads in ((before, True), (after, False)):
            if extra is not None:
                _add_titles(named, extra, leads)
        if theirs:
            named.spouse = _with_titles(named, theirs, self.spellings)
        native = self.text(row, Field.native_name)
        if native and native != named.names.full:
            form = NativeForm(native, script_of(native))
            named.names = replace(named.names, native=(*named.names.native, form))
        called = self.text(row, Field.called)
        if called:
            named.names = replace(named.names, called=called)
        if named.problem is None:
            named.problem, named.detail = judged(named.names.full)
        return named

    def _titles_of_both(self, row: Row) -> tuple[Titled | None, str]:
        """The column of titles; of "Mr. & Mrs." the second is the spouse's."""
        text = self.text(row, Field.titles)
        couple = split_couple(_MONSIEUR.sub("Monsieur", text) if self._french else text)
        if couple.second and is_title(couple.first) and is_title(couple.second):
            theirs = read_titles(couple.first)
            return replace(
                theirs, titles=tuple(_as_written(one, text) for one in theirs.titles)
            ), couple.second
        return (read_titles(text) if text else None), ""

    def _from_columns(self, row: Row) -> _Named | None:
        """Given and family name in columns of their own; a couple may hide in the given name."""
        given, family = self.text(row, Field.given), self.text(row, Field.family)
        if not (given and family):
            return None
        if " " in family and is_before_a_name(given):
            return None  # the whole name stands in the column of family names
        couple = split_couple(given)
        front = strip_titles(couple.first)
        back = strip_titles(f"{couple.first} {family}")
        bare_family = family
        if any(title.kind is TitleKind.post_nominal for title in back.titles) or back.generation:
            bare_family = strip_titles(f"X {family}").rest.removeprefix("X ").strip() or family
        given = front.rest or couple.first
        middle, patronymic = self.text(row, Field.middle), self.text(row, Field.patronymic)
        names = join_name(given, middle, bare_family, patronymic, self.spellings)
        names = replace(names, generation=back.generation)
        shown = self.text(row, Field.full_name)
        if shown and script_of(shown) not in (names.script, "Zzzz"):
            names = replace(names, native=(*names.native, NativeForm(shown, script_of(shown))))
        titles = back.titles if front.rest else ()
        named = _Named(
            names, list(titles), front.retired or back.retired, note=couple.note, places=couple.places
        )
        self._take_second(named, couple, lent=family)
        return named

    def _from_one_cell(self, row: Row) -> _Named:
        post = self.one(row, Field.name_and_post)
        cell = post or self.one(row, Field.full_name)
        if not cell or is_blank(cell):
            parts = (Field.given, Field.middle, Field.patronymic, Field.family)
            cell = " ".join(text for text in (self.text(row, part) for part in parts) if text)
        if not cell or is_blank(cell):
            return _Named(NamesDraft(""), [], problem=self._why_no_name(row), detail=row.text[:200])
        if len(cell) > MAX_NAME * 3:
            return _Named(NamesDraft(""), [], problem=problems.NAME_TOO_LONG, detail=cell[:80])
        cell, addresses, numbers = part_contacts(_NUMBERED.sub("", cell))
        cell, remark = without_remark(cell)
        typed = cell
        if self._french:
            cell = _MONSIEUR.sub("Monsieur", cell, count=1)
        parted = split_post(cell, bool(post), Field.organisation not in self.places)
        couple = split_couple(parted.name)
        first, second = share_names(couple) if couple.second and not couple.nameless else (couple.first, "")
        first, native = other_scripts(one_line(first))
        titled = strip_titles(first)
        styled = any(title.kind is TitleKind.honorific for title in titled.titles)
        names = read_name(titled.rest, self.spellings, self._family_first and not styled)
        names = replace(titled.whole(names), generation=titled.generation, native=native + names.native)
        if not names.given and not names.family:
            names = self._single(row, titled, names)
        titles = [_as_written(title, typed) for title in titled.titles]
        named = _Named(names, titles, titled.retired, parted.office, parted.organisation)
        named.note, named.places = couple.note, couple.places
        named.remark = remark
        named.addresses, named.numbers = addresses, numbers
        self._take_second(named, replace(couple, second=second) if second else couple)
        if ODD.search(cell.replace("|", ",")):
            named.problem, named.detail = problems.NOT_A_NAME, cell[:MAX_NAME]
        if is_office_alone(first) or says_to_follow(first) or not names.full:
            named.problem = problems.TO_FOLLOW if says_to_follow(first) else problems.ONLY_OFFICE
            named.detail, named.names = cell, NamesDraft("")
        return named

    def _single(self, row: Row, titled: Titled, names: NamesDraft) -> NamesDraft:
        """One word for a name: a family name behind some titles, else what its own column says."""
        if is_family_only(titled, names) or (self.text(row, Field.family) and Field.given in self.places):
            return replace(names, family=names.full)
        if self.text(row, Field.given) and Field.family in self.places:
            return replace(names, given=names.full)
        return names

    def _take_second(self, named: _Named, couple: Couple, lent: str = "") -> None:
        if couple.several:
            named.problem, named.detail = problems.SEVERAL_PERSONS, couple.first
        elif couple.second:
            second = couple.second
            if lent and not couple.nameless and len(strip_titles(second).rest.split()) == 1:
                second = f"{second} {lent}"
            named.spouse = read_spouse(second, named.names.family, self.spellings)

    def _why_no_name(self, row: Row) -> str:
        if self.text(row, Field.position) or self.text(row, Field.organisation):
            return problems.ONLY_OFFICE
        return problems.NO_NAME

    # the rest of the row

    def _draft(
        self, row: Row, named: _Named, emails: tuple[str, ...], email_note: str, section: str
    ) -> PersonDraft:
        office, organisation = self._post(row, named, section)
        spouse_cell, relation = self.related(row)
        spouse = read_spouse(spouse_cell, named.names.family, self.spellings) if spouse_cell else None
        remarks = self.remarks(row, [note for note in (named.note, email_note, relation) if note])
        remarks = together([remarks, route(named.remark)])
        places = self.one(row, Field.places)
        return PersonDraft(
            names=named.names,
            titles=tuple(named.titles),
            retired=bool(named.retired),
            acting=is_acting(office),
            office=office,
            department=self.text(row, Field.department),
            organisation=recase_phrase(organisation),
            state=self.text(row, Field.state),
            emails=emails,
            phones=self.phones(row, Field.phone, named.numbers),
            address=", ".join(
                one_line(cell) for cell in self.cells(row, Field.address) if not is_blank(cell)
            ),
            spouse=spouse or named.spouse or self._accompanied(row, named.names.family),
            assistant=self.assistant(row),
            category=self.text(row, Field.category),
            precedence=self.text(row, Field.precedence),
            language=self.text(row, Field.language),
            places=int(places) if places.isdecimal() and 0 < int(places) < 1000 else named.places,
            tags=tuple(tag for cell in self.cells(row, Field.tags) for tag in _tags(cell)),
            remarks=remarks,
        )

    def _post(self, row: Row, named: _Named, section: str) -> tuple[str, str]:
        """(office, organisation), the columns before what stood in the cell of the name."""
        cell = self.one(row, Field.position)
        office = "" if is_blank(cell) else cell
        organisation = self._body(row)
        if organisation and named.office and named.organisation and not office:
            office = f"{named.office}, {named.organisation}"  # a part of the body in the column
        organisation = organisation or named.organisation
        if self._embassies:
            organisation = embassy_of(organisation, office)
        if office and not organisation:
            office, organisation = split_held_at(office, self._post_and_body)
            if not organisation and Field.organisation not in self.places:
                office, organisation = undivided(office)
        if organisation and not office and not named.office:
            office, organisation = self._held_in_body(organisation)
        if not organisation and looks_like_organisation(section) and not names_holders(section):
            organisation = section
        office = one_line(office).strip(" ,;") or named.office or self._office_of_heading
        office = office or next((title.text for title in named.titles if title.text in _SEATS), "")
        organisation = organisation or mission_of(self.text(row, Field.state), office)
        if office.isupper() and looks_like_office(office):
            alone = office.isalpha() and len(office) > 3 and has_vowel(office)
            office = recase(office, is_turkic(office)) if alone else recase_phrase(office)
        return office, organisation

    def _body(self, row: Row) -> str:
        """The column of bodies; two bodies in two lines are parted by a comma."""
        cell = self.one(row, Field.organisation)
        lines = cell.split("\n")
        if len(lines) == 2 and all(map(looks_like_organisation, lines)):
            return ", ".join(lines)
        return self.text(row, Field.organisation)

    @staticmethod
    def _held_in_body(organisation: str) -> tuple[str, str]:
        """A post that stands in the column of bodies: "Harbour Ltd., Chairman"."""
        office, body = split_held_at(organisation)
        return (
            (office, body) if office and body and not looks_like_organisation(office) else ("", organisation)
        )

    def _accompanied(self, row: Row, family: str) -> SpouseDraft | None:
        """A remark that says no more than that the spouse comes too, by name or without."""
        for cell in (*self.cells(row, Field.remarks), *self.cells(row, Field.notes)):
            for piece in _TAGS.split(cell):
                couple = split_couple(f"X {piece}")
                if couple.first == "X" and couple.nameless and not piece.strip(" +").isdecimal():
                    return SpouseDraft(one_line(piece))
                spouse = None if kind_of(piece) else spouse_told(piece, family, self.spellings)
                if spouse:
                    return spouse
        return None


def _add_titles(named: _Named, extra: Titled, leads: bool) -> None:
    """Titles of a column beside those of the name, each once, those of the column first."""
    known = {_bare(title) for title in extra.titles}
    kept = [title for title in named.titles if _bare(title) not in known]
    if leads:
        named.titles = [*extra.titles, *kept]
    else:
        named.titles = [*kept, *extra.titles]
    named.retired = named.retired or extra.retired
    named.titles = list(marked(named.titles, named.retired))
    if extra.generation and not named.names.generation:
        named.names = replace(named.names, generation=extra.generation)


def _bare(title: TitleDraft) -> str:
    return fold(without_mark(title.text)).replace(".", "")


def _with_titles(named: _Named, titles: str, spellings: Spellings) -> SpouseDraft | None:
    """The spouse with the titles that stood in the column of titles."""
    known = named.spouse
    if known is None or known.names is None:
        return read_spouse(f"{titles} {named.names.family}", named.names.family, spellings)
    if known.titles:
        return known
    return replace(known, text=f"{titles} {known.text}", titles=read_titles(titles).titles)


def _as_written(title: TitleDraft, cell: str) -> TitleDraft:
    spelt = "onsieur" in cell or not title.text.startswith("Monsieur")
    return title if spelt else replace(title, text=title.text.replace("Monsieur", "M.", 1))


def _tags(cell: str) -> list[str]:
    return [tag.strip("* ") for tag in _TAGS.split(cell) if tag.strip("* ") and not is_blank(tag)]
