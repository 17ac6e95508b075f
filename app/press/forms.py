"""Forms of the press desk: shape only."""

from dataclasses import dataclass
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.i18n import lazy
from app.press import blocks as block
from app.press.content import MAX_DECK, MAX_HEADLINE, MAX_NOTE, MAX_PLACE, Content
from app.press.models import ReleaseVersion
from app.press.source import KINDS, BlockFields, read_blocks, write_fields
from app.web.forms import Form, OneLine

KIND_NAMES = {
    "paragraph": lazy("paragraph"),
    "subhead": lazy("subhead"),
    "quotation": lazy("quotation"),
    "list": lazy("list"),
    "picture": lazy("picture"),
}
STEP = 10


class BlockForm(PlainForm):
    """One block; what its kind does not need stays empty."""

    kind = SelectField(lazy("Kind"), choices=[(kind, KIND_NAMES[kind]) for kind in KINDS])
    order = IntegerField(lazy("Place in the text"), [Optional()])
    text = TextAreaField(lazy("Text"), [Length(max=block.MAX_TEXT)], render_kw={"rows": 4})
    speaker = StringField(lazy("Who said it"), [Length(max=200)])
    office = StringField(lazy("In which office"), [Length(max=200)])
    picture = SelectField(lazy("Picture"), choices=[], validate_choice=False)
    alt = StringField(lazy("Description for those who cannot see it"), [Length(max=500)])
    credit = StringField(lazy("Credit"), [Length(max=200)])

    def read(self) -> BlockFields:
        return BlockFields(
            kind=self.kind.data or "paragraph",
            text=self.text.data or "",
            speaker=self.speaker.data or "",
            office=self.office.data or "",
            picture=self.picture.data or "",
            alt=self.alt.data or "",
            credit=self.credit.data or "",
            order=float("inf") if self.order.data is None else float(self.order.data),
        )


class TextForm(Form):
    """The text of one language."""

    headline = StringField(lazy("Headline"), [DataRequired(), Length(max=MAX_HEADLINE), OneLine()])
    deck = StringField(lazy("Second line under the headline"), [Length(max=MAX_DECK), OneLine()])
    place = StringField(lazy("Place of the dateline"), [Length(max=MAX_PLACE), OneLine()])
    dated = DateField(lazy("Date of the dateline"), [InputRequired()])
    change_note = StringField(lazy("What this correction corrects"), [Length(max=MAX_NOTE), OneLine()])
    seen_hash = HiddenField()
    blocks = FieldList(FormField(BlockForm), max_entries=block.MAX_BLOCKS)

    def offer_pictures(self, pictures: list[tuple[str, str]]) -> None:
        """The pictures a block may show: (id, label)."""
        for entry in self.blocks:
            entry.form.picture.choices = [("", lazy("none")), *pictures]

    def add_block(self, kind: str) -> None:
        """One more empty block at the end."""
        if len(self.blocks.entries) < block.MAX_BLOCKS:
            order = STEP * (len(self.blocks.entries) + 1)
            self.blocks.append_entry({"kind": kind if kind in KINDS else KINDS[0], "order": order})

    def content(self) -> Content:
        """What was typed, as content; raises the refusals of `read_blocks`."""
        assert self.dated.data is not None  # DateField with InputRequired has validated
        return Content(
            headline=self.headline.data or "",
            dated=self.dated.data,
            blocks=read_blocks([entry.form.read() for entry in self.blocks]),
            deck=self.deck.data or "",
            place=self.place.data or "",
            change_note=self.change_note.data or "",
        )


def stored(version: ReleaseVersion) -> dict[str, Any]:
    """What is stored, as the values of a TextForm."""
    return {
        "headline": version.headline,
        "deck": version.deck,
        "place": version.place,
        "dated": version.dated,
        "change_note": version.change_note,
        "seen_hash": version.content_hash,
        "blocks": [_values(one) for one in write_fields(block.from_data(version.blocks))],
    }


def _values(fields: BlockFields) -> dict[str, Any]:
    names = ("kind", "text", "speaker", "office", "picture", "alt", "credit")
    return {name: getattr(fields, name) for name in names} | {"order": int(fields.order)}


@dataclass(frozen=True)
class Seen:
    """The hash of the text that was on the screen when a button was pressed."""

    seen_hash: str


class SeenForm(Form):
    seen_hash = HiddenField(validators=[InputRequired()])


class ReturnForm(Form):
    note = TextAreaField(lazy("What should be changed"), [DataRequired(), Length(max=MAX_NOTE)])


class LanguageForm(Form):
    language = SelectField(lazy("Language"), choices=[], validate_choice=False)


class PictureForm(Form):
    file = FileField(lazy("Picture (JPEG, PNG or WebP)"), [FileRequired()])


class NoticeForm(Form):
    """Why a release is withheld or withdrawn, by language: one field `notice-<language>` each."""

    def notices(self, values: Any, languages: list[str]) -> dict[str, str]:
        return {language: values.get(f"notice-{language}", "") for language in languages}
