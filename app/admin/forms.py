"""Forms of the administrator: shape only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ColorInput, ListWidget

from app import clock
from app.accounts.models import INSTALLATION_ROLES, ROLE_NAMES, Role
from app.i18n import LANGUAGES, gettext, lazy
from app.mail.models import Security, SignIn
from app.missions.models import DatelineStyle
from app.web.forms import Form, OneLine

DATELINES = {
    DatelineStyle.HOUSE: "Islamabad, 8 November –",
    DatelineStyle.AGENCY: "ISLAMABAD, Nov. 8, 2026 –",
    DatelineStyle.DAILY: "ISLAMABAD:",
}
NO_ADDRESS = lazy("This is no e-mail address.")


@dataclass(frozen=True)
class MissionFacts:
    """Fields of a mission that stand once, not by language."""

    sending_state: str
    host_state: str
    zone: str
    languages: list[str]
    accent_colour: str
    dateline_style: DatelineStyle
    attendance_rounding: int
    sole_press_officer: bool
    identity_numbers: bool
    reply_to: str
    telephone: str
    press_contact: str


class MissionForm(Form):
    """The mission; its names and cities stand in a field per language."""

    sending_state = SelectField(lazy("Sending state"), choices=[])
    host_state = SelectField(lazy("Host state"), choices=[])
    zone = SelectField(lazy("Time zone"), choices=[])
    languages = SelectMultipleField(
        lazy("Languages"), choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    accent_colour = StringField(
        lazy("Accent colour"),
        [Regexp("#[0-9a-fA-F]{6}", message=lazy("Choose a colour."))],
        widget=ColorInput(),
    )
    dateline_style = SelectField(lazy("Dateline of releases"), choices=[], coerce=DatelineStyle)
    attendance_rounding = IntegerField(
        lazy("Numbers of guests in releases are rounded down to"), [InputRequired(), NumberRange(1, 100)]
    )
    sole_press_officer = BooleanField(
        lazy("One person alone may release (each time written into the audit trail)")
    )
    identity_numbers = BooleanField(
        lazy("Guests are asked for the number of their identity card or passport")
    )
    reply_to = EmailField(lazy("Answers by e-mail go to"), [Optional(), Email(message=NO_ADDRESS)])
    telephone = StringField(lazy("Telephone of the protocol section"), [Length(max=40), OneLine()])
    press_contact = StringField(lazy("Press contact, as printed"), [Length(max=300), OneLine()])

    def offer(self, states: list[tuple[str, str]]) -> None:
        self.sending_state.choices = self.host_state.choices = [("", "–"), *states]
        self.zone.choices = [(zone, zone) for zone in clock.zones()]
        self.languages.choices = list(LANGUAGES.items())
        self.dateline_style.choices = [(style.value, text) for style, text in DATELINES.items()]


class EmblemForm(Form):
    emblem = FileField(lazy("Emblem, as a picture"), [FileRequired(message=lazy("Choose a picture."))])


class StateForm(Form):
    """A state's code; its names stand in a field per language."""

    code = StringField(lazy("Code"), [InputRequired(), Length(max=8), OneLine()])


class MemberForm(Form):
    email = EmailField(lazy("E-mail address"), [InputRequired(), Length(max=320), Email(message=NO_ADDRESS)])
    name = StringField(lazy("Name"), [InputRequired(), Length(max=200), OneLine()])
    role = SelectField(lazy("Role"), choices=[], coerce=Role)

    def offer(self) -> None:
        roles = [role for role in Role if role not in INSTALLATION_ROLES]
        self.role.choices = [(role.value, gettext(ROLE_NAMES[role])) for role in roles]


class AddressForm(Form):
    address = EmailField(
        lazy("E-mail address"), [InputRequired(), Length(max=320), Email(message=NO_ADDRESS)]
    )


class ServerForm(Form):
    """A mail server of the mission's own; a secret left empty stays as it is stored."""

    mail_from = EmailField(lazy("Letters come from"), [Optional(), Email(message=NO_ADDRESS)])
    own = BooleanField(lazy("The mission has a mail server of its own"))
    host = StringField(lazy("Name of the server"), [Length(max=255), OneLine()])
    port = IntegerField(lazy("Port"), [NumberRange(1, 65535)], default=587)
    security = SelectField(lazy("Encryption"), choices=[], coerce=Security)
    sign_in = SelectField(lazy("How it knows us"), choices=[], coerce=SignIn)
    username = StringField(lazy("User name"), [Length(max=320), OneLine()])
    password = PasswordField(lazy("Password"), [Length(max=500), OneLine()])
    tenant = StringField(lazy("Tenant (Microsoft 365)"), [Length(max=100), OneLine()])
    client_id = StringField(lazy("Client id"), [Length(max=200), OneLine()])
    client_secret = PasswordField(lazy("Client secret"), [Length(max=1000), OneLine()])
    refresh_token = PasswordField(lazy("Refresh token"), [Length(max=4000), OneLine()])
    rate = IntegerField(lazy("Letters a minute, in all"), [NumberRange(0, 100_000)], default=0)
    domain_rate = IntegerField(lazy("Letters a minute to one domain"), [NumberRange(0, 100_000)], default=0)
    return_address = EmailField(
        lazy("Undeliverable letters come back to"), [Optional(), Email(message=NO_ADDRESS)]
    )
    box_host = StringField(lazy("Its mailbox: name of the server (IMAP)"), [Length(max=255), OneLine()])
    box_port = IntegerField(lazy("Port of the mailbox"), [NumberRange(1, 65535)], default=993)
    box_username = StringField(lazy("User name of the mailbox"), [Length(max=320), OneLine()])
    box_password = PasswordField(lazy("Password of the mailbox"), [Length(max=500), OneLine()])
    box_folder = StringField(lazy("Folder"), [Length(max=100), OneLine()], default="INBOX")

    def __init__(self, *arguments: Any, **known: Any) -> None:
        row = known.get("obj")
        super().__init__(*arguments, own=bool(row is not None and row.host), **known)

    def offer(self, securities: Mapping[Security, str], sign_ins: Mapping[SignIn, str]) -> None:
        self.security.choices = [(one.value, gettext(name)) for one, name in securities.items()]
        self.sign_in.choices = [(one.value, gettext(name)) for one, name in sign_ins.items()]

    def validate_host(self, field: StringField) -> None:
        if self.own.data and not field.data:
            raise ValidationError(lazy("Write the name of the mail server."))
