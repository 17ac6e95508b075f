"""The blueprint, and the words its templates use for kinds and states."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import Blueprint

from app.directory import names
from app.directory.address import office_line
from app.directory.models import Appointment, Ground, Office, Organisation
from app.i18n import current_language, gettext
from app.missions import queries as missions

directory = Blueprint("directory", __name__, url_prefix="/m/<mission>/directory")

_TABLES: tuple[Mapping[Any, str], ...] = (
    names.CATEGORY_NAMES,
    names.LIFE_STATE_NAMES,
    names.NAME_KIND_NAMES,
    names.TITLE_KIND_NAMES,
    names.SEX_NAMES,
    names.CONTACT_NAMES,
    names.KIND_NAMES,
    names.ROUTE_NAMES,
    names.BASIS_NAMES,
    names.USAGE_NAMES,
    names.LACK_NAMES,
    names.VERDICT_NAMES,
    names.IMPORT_STATE_NAMES,
    names.FIELD_NAMES,
    names.ACT_NAMES,
    names.OUTCOME_NAMES,
    names.LIKENESS_NAMES,
    names.GROUND_NAMES,
    names.SIDE_NAMES,
)
_WORDS: dict[tuple[type, str], str] = {
    (type(code), code.value): name for table in _TABLES for code, name in table.items()
}


@directory.app_template_global()
def directory_word(code: StrEnum) -> str:
    """How the desk calls a kind or state of the directory."""
    return gettext(_WORDS[type(code), code.value])


@directory.app_template_global()
def record_field(field: str) -> str:
    """How the desk calls a field of a person's record."""
    return gettext(names.RECORD_FIELD_NAMES[field])


@directory.app_template_global()
def ground_name(code: str) -> str:
    return gettext(names.GROUND_NAMES[Ground(code)])


@directory.app_template_global()
def state_name(code: str) -> str:
    return missions.state_name(code, current_language())


@directory.app_template_global()
def office_of(appointment: Appointment | None) -> str:
    """The office with its organisation, in one line."""
    return office_line(appointment, current_language())


@directory.app_template_global()
def body_name(organisation: Organisation) -> str:
    """The name in the reader's language, else as the embassy writes it."""
    return organisation.names.get(current_language()) or organisation.name


@directory.app_template_global()
def office_title(office: Office) -> str:
    return office.titles.get(current_language()) or office.title
