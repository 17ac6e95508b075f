"""Whole lists against what a careful reader takes from them: nearly every field right, every row accounted for."""

from collections.abc import Callable

import pytest

from app.directory.importing.person import PersonDraft, RowKind
from tests.directory.importing.files import read_all
from tests.directory.importing.lists import ALL, PROBLEM, Golden
from tests.directory.importing.long_lists import LONG
from tests.directory.importing.more_lists import MORE

FIELDS = ("given", "family", "titles", "spouse", "office", "organisation", "e-mail")
ENOUGH = 0.95


def taken(draft: PersonDraft) -> tuple[str, ...]:
    """The fields of a draft as a golden row writes them; "+" is a spouse without a name."""
    spouse = ""
    if draft.spouse is not None:
        named = draft.spouse.names
        titles = [title.text for title in draft.spouse.titles]
        while named and titles and named.full.startswith(f"{titles[-1]} "):
            titles.pop()  # Syeda is part of the name
        spouse = " ".join([*titles, named.full]) if named else "+"
    written = " ".join(title.text for title in draft.titles)
    names, emails = draft.names, " ".join(draft.emails)
    return (names.given, names.family, written, spouse, draft.office, draft.organisation, emails)


@pytest.mark.once
@pytest.mark.parametrize("make", [*ALL, *MORE, *LONG], ids=lambda make: make.__name__)
def test_fields_and_rows_of_a_whole_list(make: Callable[[], Golden]) -> None:
    golden = make()
    kinds = (RowKind.person, RowKind.problem)
    readings = [reading for reading in read_all(golden.data, golden.filename) if reading.kind in kinds]
    told = [f"{reading.number}: {reading.text}" for reading in readings]
    assert len(readings) == len(golden.rows), told
    wrong, count = [], 0
    for reading, expected in zip(readings, golden.rows, strict=True):
        if expected == PROBLEM or reading.draft is None or reading.problem:
            assert (expected == PROBLEM) == bool(reading.problem), (reading.text, reading.problem)
            continue
        for field, read, meant in zip(FIELDS, taken(reading.draft), expected, strict=True):
            count += 1
            if read != meant:
                wrong.append(f"row {reading.number}, {field}: {read!r} instead of {meant!r}")
    right = 1 - len(wrong) / count
    print(
        f"{golden.filename}: {len(readings)} rows accounted for, {right:.1%} of {count} fields right",
        *wrong,
        sep="\n  ",
    )
    assert right >= ENOUGH, wrong
