"""Forms of a reply: shape only."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import request
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, Length, Optional

from app.i18n import gettext, lazy
from app.invitations.models import Guest, GuestStatus, Invitation
from app.mail.message import clean_line
from app.rsvps.models import ReplyChannel, SensitiveKind
from app.rsvps.names import CHANNEL_NAMES, FOOD_NAMES
from app.rsvps.service import Answer, Details, answerable
from app.web.forms import Form, OneLine

LONGEST_NAME = 200
LONGEST_WISH = 200
PER_GUEST = {"accepted": GuestStatus.ACCEPTED, "declined": GuestStatus.DECLINED}
BY_STAFF = (ReplyChannel.PHONE, ReplyChannel.EMAIL, ReplyChannel.NOTE, ReplyChannel.IN_PERSON)


class AnswerForm(Form):
    """One answer for everybody on the letter. `submission` makes the same form, sent twice, one reply.

    The pressed button is `choice`: accept, decline, each (then `guest-<id>` says what), represent.
    """

    submission = HiddenField(validators=[Length(max=64)])
    choice = HiddenField()
    representative = StringField(
        lazy("Name of the person who will represent you"),
        [Length(max=200), OneLine()],
        render_kw={"autocomplete": "off"},
    )
    representative_office = StringField(lazy("His or her office"), [Length(max=300), OneLine()])
    on_behalf_by = StringField(lazy("Your name"), [Length(max=200), OneLine()])
    email = EmailField(
        lazy("Your e-mail address"),
        [Optional(), Length(max=320), Email(message=lazy("This is no e-mail address."))],
    )

    def answer(self, invitation: Invitation) -> Answer:
        """What the pressed button says for every guest. Guests without an answer are left out."""
        guests = answerable(invitation)
        return Answer(
            statuses=self._statuses(guests),
            representative=self.representative.data or "",
            representative_office=self.representative_office.data or "",
            on_behalf_by=self.on_behalf_by.data or "",
            email=self.email.data or "",
        )

    def _statuses(self, guests: list[Guest]) -> Mapping[UUID, GuestStatus]:
        choice = request.form.get("choice", "")
        if choice == "represent" and guests:
            others = {guest.id: GuestStatus.DECLINED for guest in guests[1:]}
            return {guests[0].id: GuestStatus.REPRESENTED, **others}
        if choice in ("accept", "decline"):
            status = GuestStatus.ACCEPTED if choice == "accept" else GuestStatus.DECLINED
            return {guest.id: status for guest in guests}
        return _each(guests, PER_GUEST)


class DetailsForm(Form):
    """What may follow an answer: names and wishes per guest (`name-<id>`, `food-<id>`, …), and a remark."""

    remark = TextAreaField(lazy("Is there anything we should know?"), [Length(max=1000)])
    on_behalf_by = StringField(lazy("Your name, if you answer for somebody"), [Length(max=200), OneLine()])
    email = EmailField(
        lazy("Your e-mail address, for a copy of the confirmation"),
        [Optional(), Length(max=320), Email(message=lazy("This is no e-mail address."))],
    )

    def details(self, invitation: Invitation) -> Details:
        guests = answerable(invitation)
        names = {guest.id: typed(f"name-{guest.id}", LONGEST_NAME) for guest in guests}
        return Details(
            names={guest_id: name for guest_id, name in names.items() if name},
            wishes=wishes_typed(guests),
            remark=self.remark.data or "",
            on_behalf_by=self.on_behalf_by.data or "",
            email=self.email.data or "",
        )


class RecordForm(Form):
    """A reply as staff took it down: by which channel, and an answer for each guest."""

    submission = HiddenField(validators=[Length(max=64)])
    channel = SelectField(lazy("How the answer came"), choices=[], coerce=ReplyChannel)
    representative = StringField(lazy("Represented by (name)"), [Length(max=200), OneLine()])
    representative_office = StringField(lazy("Office of the representative"), [Length(max=300), OneLine()])
    on_behalf_by = StringField(lazy("Who gave the answer, if not the guest"), [Length(max=200), OneLine()])
    remark = TextAreaField(lazy("Remark"), [Length(max=1000)])

    def offer(self) -> None:
        self.channel.choices = [(one.value, gettext(CHANNEL_NAMES[one])) for one in BY_STAFF]

    def answer(self, invitation: Invitation) -> Answer:
        guests = answerable(invitation)
        return Answer(
            statuses=_each(guests, {**PER_GUEST, "represented": GuestStatus.REPRESENTED}),
            representative=self.representative.data or "",
            representative_office=self.representative_office.data or "",
            names={guest.id: typed(f"name-{guest.id}", LONGEST_NAME) for guest in guests},
            on_behalf_by=self.on_behalf_by.data or "",
            remark=self.remark.data or "",
        )


def submission_id() -> str:
    """For the hidden field of a form that is shown now."""
    return uuid4().hex


def typed(name: str, longest: int) -> str:
    """One line of a field that exists once per guest."""
    return clean_line(request.form.get(name, ""))[:longest].strip()


def food_text(codes: Iterable[str], words: str) -> str:
    """How wishes are stored: known codes on the first line, the guest's own words on the second."""
    chosen = " ".join(code for code in FOOD_NAMES if code in set(codes))
    return f"{chosen}\n{words}".rstrip("\n") if chosen or words else ""


def food_parts(text: str) -> tuple[list[str], str]:
    """The codes and the words of `food_text`."""
    codes, _newline, words = text.partition("\n")
    return codes.split(), words


def wishes_typed(guests: Iterable[Guest]) -> dict[UUID, dict[SensitiveKind, str]]:
    """`food-<id>`, `access-<id>`, `plate-<id>` and so on, by guest."""
    return {guest.id: _wishes(guest) for guest in guests}


def _wishes(guest: Guest) -> dict[SensitiveKind, str]:
    """What this guest was asked for; what the page did not ask stays as it is."""
    found = {}
    if f"asked-{guest.id}" in request.form:
        codes = request.form.getlist(f"food-{guest.id}")
        found[SensitiveKind.FOOD] = food_text(codes, typed(f"food-words-{guest.id}", LONGEST_WISH))
    for kind in SensitiveKind:
        if kind is not SensitiveKind.FOOD and f"{kind}-{guest.id}" in request.form:
            found[kind] = typed(f"{kind}-{guest.id}", LONGEST_WISH)
    return found


def _each(guests: list[Guest], known: Mapping[str, GuestStatus]) -> dict[UUID, GuestStatus]:
    said: dict[UUID, Any] = {guest.id: request.form.get(f"guest-{guest.id}", "") for guest in guests}
    return {guest_id: known[word] for guest_id, word in said.items() if word in known}
