"""Finding persons, organisations and offices. Everything is reached through its mission."""

from app.directory.queries.bodies import (
    get_office,
    get_organisation,
    holders,
    office_titles,
    offices,
    organisation_names,
    organisations,
)
from app.directory.queries.duplicates import count_duplicates, duplicates, duplicates_of, get_merge, merges
from app.directory.queries.imports import get_import, get_import_row, import_rows, imports, verdicts, waiting
from app.directory.queries.persons import (
    Filter,
    Lack,
    appointment,
    count,
    count_filtered,
    filtered,
    filtered_ids,
    get,
    get_many,
    persons,
    photo,
    states_in_use,
    tags_in_use,
)
from app.directory.queries.received import get_received, received
from app.directory.queries.search import Hit, search, search_ids

__all__ = [
    "Filter",
    "Hit",
    "Lack",
    "appointment",
    "count",
    "count_duplicates",
    "count_filtered",
    "duplicates",
    "duplicates_of",
    "filtered",
    "filtered_ids",
    "get",
    "get_import",
    "get_import_row",
    "get_many",
    "get_merge",
    "get_office",
    "get_organisation",
    "get_received",
    "holders",
    "import_rows",
    "imports",
    "merges",
    "office_titles",
    "offices",
    "organisation_names",
    "organisations",
    "persons",
    "photo",
    "received",
    "search",
    "search_ids",
    "states_in_use",
    "tags_in_use",
    "verdicts",
    "waiting",
]
