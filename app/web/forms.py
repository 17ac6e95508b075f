"""Forms: shape only. A form yields a frozen dataclass; it never writes into a model."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Field
from wtforms.validators import ValidationError

from app.db import transaction
from app.errors import Conflict, Refused
from app.i18n import gettext, lazy
from app.web.errors import sentence_of
from app.web.sentences import Sentences

T = TypeVar("T")


class Form(FlaskForm):
    """Base of all forms. `form_errors` holds what concerns no single field."""

    form_errors: list[Any]

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip what people leave around a text, and refuse control characters within a line."""
            filters = unbound_field.kwargs.get("filters", [])
            field_class = unbound_field.field_class.__name__
            if field_class in {
                "StringField",
                "TextAreaField",
                "EmailField",
                "TelField",
                "SearchField",
                "URLField",
            }:
                unbound_field.kwargs["filters"] = [tidy, *(f for f in filters if f is not tidy)]
            return unbound_field.bind(form=form, **options)

        def get_translations(self, form: Any) -> Sentences:
            return Sentences()

    def read(self, kind: type[T], **known: Any) -> T:
        """The values as a frozen dataclass whose fields are named like the form's; `known` ones are given."""
        names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
        return kind(**{name: self[name].data for name in names if name not in known}, **known)

    def refuse(self, sentence: str) -> None:
        self.form_errors = [*self.form_errors, sentence]

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """(id of the field or "", sentence) of every error, in the order of the form."""
        found = [("", str(error)) for error in self.form_errors]
        for field in self:
            found += [(field.id, str(error)) for error in _flat(field.errors)]
        return found


@contextmanager
def saving(form: Form) -> Iterator[None]:
    """A transaction whose refusal is shown in the form; what was typed stays. Falls through when refused."""
    try:
        with transaction():
            yield
    except (Refused, Conflict) as error:
        form.refuse(sentence_of(error))
    except StaleDataError:
        form.refuse(gettext(Conflict.sentence))


def tidy(value: str | None) -> str | None:
    """Without the space around, with one kind of line end, and without NUL."""
    return value.strip().replace("\r\n", "\n").replace("\x00", "") if value else value


class OneLine:
    """A text that becomes a header, a line of a card or a cell: no line breaks, no control characters."""

    def __call__(self, _form: Form, field: Field) -> None:
        if any(character < " " or character == "\x7f" for character in field.data or ""):
            raise ValidationError(lazy("Please write this on one line."))


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [error for value in errors.values() for error in _flat(value)]
    return [
        error
        for item in errors
        for error in (_flat(item) if isinstance(item, list | dict | tuple) else [item])
    ]
