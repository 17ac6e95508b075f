"""Persons as vCard 4.0 (RFC 6350): what a telephone's address book takes in. Notes and marks stay in the house."""

from collections.abc import Iterable, Iterator

from app.directory.models import ContactKind, Person, TitleKind

WIDTH = 75  # octets of a line before it is folded, RFC 6350 3.2
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_BEFORE = (TitleKind.HONORIFIC, TitleKind.RANK, TitleKind.ACADEMIC, TitleKind.SOCIAL)


def cards(persons: Iterable[Person]) -> str:
    return "".join(card(person) for person in persons)


def card(person: Person) -> str:
    """One card with CRLF line ends; every name and text escaped, so that none can add a property."""
    return "".join(f"{folded}\r\n" for line in _lines(person) for folded in _fold(line))


def _lines(person: Person) -> Iterator[str]:
    name, held = person.name, person.appointment
    before = " ".join(title.text for title in person.titles if title.kind in _BEFORE)
    behind = [_text(title.text) for title in person.titles if title.kind is TitleKind.POST_NOMINAL]
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{person.id}"
    yield f"REV:{person.updated_at:%Y%m%dT%H%M%SZ}"
    yield "KIND:individual"
    yield f"FN:{_text(name.full)}"
    family, given = (name.family, name.given) if name.given or name.family else ("", name.full)
    if name.family and not name.given:
        given = " ".join(word for word in name.full.split() if word not in name.family.split())
    parts = (family, given, name.patronymic, before)
    yield f"N:{';'.join(map(_text, parts))};{','.join(behind)}"
    for other in person.names[1:]:
        yield f"NICKNAME:{_text(other.full)}"
    if name.called:
        yield f"NICKNAME:{_text(name.called)}"
    if held is not None:
        if held.office.organisation.name:
            yield f"ORG:{_text(held.office.organisation.name)}"
        if held.office.title:
            yield f"TITLE:{_text(held.office.title)}"
    yield from _reached(person)
    if person.spouse is not None:
        yield f"RELATED;TYPE=spouse;VALUE=text:{_text(person.spouse.name.full)}"
    if person.language:
        yield f"LANG:{_text(person.language)}"
    if person.tags:
        yield f"CATEGORIES:{','.join(_text(tag.tag) for tag in person.tags)}"
    yield "END:VCARD"


def _reached(person: Person) -> Iterator[str]:
    for point in person.contact_points:
        kind = "work" if point.via_assistant else ""
        parameter = f";TYPE={kind}" if kind else ""
        if point.kind is ContactKind.EMAIL:
            yield f"EMAIL{parameter}:{_text(point.value)}"
        elif point.kind is ContactKind.PHONE:
            yield f"TEL{parameter};VALUE=text:{_text(point.value)}"
        else:
            yield f"ADR{parameter}:;;{_text(point.value)};;;;"


def _text(value: str) -> str:
    return "".join(one for one in value.translate(_ESCAPED) if one >= " " and one != "\x7f")


def _fold(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; a letter is never cut in two."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDTH:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
