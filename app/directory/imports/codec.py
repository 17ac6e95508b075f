"""Drafts as JSON and back: what a preview keeps between two requests. Empty fields are left out."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from app.directory.importing.person import (
    AssistantDraft,
    NamesDraft,
    NativeForm,
    PersonDraft,
    Remarks,
    SpouseDraft,
    TitleDraft,
    TitleKind,
)
from app.directory.models import Category, ContactKind, LifeState, NameKind, Sex
from app.directory.models import TitleKind as PersonTitleKind
from app.directory.service.facts import ContactFacts, NameFacts, PersonFacts, TitleFacts


def to_json(value: Any) -> Any:
    if is_dataclass(value):
        kept = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: to_json(item) for name, item in kept if item not in ("", None, (), False)}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def from_json(data: dict[str, Any]) -> PersonDraft:
    known = dict(data)
    known["names"] = _names(known["names"])
    known["titles"] = _titles(known.get("titles", ()))
    for name in ("emails", "phones", "tags"):
        known[name] = tuple(known.get(name, ()))
    if spouse := known.get("spouse"):
        names = _names(spouse["names"]) if "names" in spouse else None
        known["spouse"] = SpouseDraft(spouse.get("text", ""), names, _titles(spouse.get("titles", ())))
    if assistant := known.get("assistant"):
        known["assistant"] = AssistantDraft(**assistant)
    remarks = known.get("remarks", {})
    lists = {name: tuple(item) for name, item in remarks.items() if isinstance(item, list)}
    known["remarks"] = Remarks(**{**remarks, **lists})
    return PersonDraft(**known)


def _names(data: dict[str, Any]) -> NamesDraft:
    return NamesDraft(**{**data, "native": tuple(NativeForm(**form) for form in data.get("native", ()))})


def _titles(data: Any) -> tuple[TitleDraft, ...]:
    return tuple(TitleDraft(TitleKind(title["kind"]), title["text"]) for title in data)


def facts_from_json(data: dict[str, Any]) -> PersonFacts:
    """The record of a person as `to_json` wrote it."""
    known = dict(data)
    known["names"] = tuple(NameFacts(**{**name, "kind": NameKind(name["kind"])}) for name in known["names"])
    known["titles"] = tuple(
        TitleFacts(**{**title, "kind": PersonTitleKind(title["kind"])}) for title in known.get("titles", ())
    )
    known["contacts"] = tuple(
        ContactFacts(**{**point, "kind": ContactKind(point["kind"])}) for point in known.get("contacts", ())
    )
    known["tags"] = tuple(known.get("tags", ()))
    known["sex"], known["category"] = Sex(known["sex"]), Category(known["category"])
    known["life_state"] = LifeState(known["life_state"])
    return PersonFacts(**known)
