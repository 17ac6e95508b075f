"""Forms of the administrator: shape only."""

from dataclasses import dataclass

from wtforms import BooleanField, EmailField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ColorInput, ListWidget

from app import clock
from app.accounts.models import INSTALLATION_ROLES, ROLE_NAMES, Role
from app.i18n import LANGUAGES, gettext, lazy
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

    host_state: str
    zone: str
    languages: list[str]
    accent_colour: str
    dateline_style: DatelineStyle
    attendance_rounding: int
    sole_press_officer: bool
    mail_from: str
    reply_to: str
    telephone: str
    press_contact: str


class MissionForm(Form):
    """The mission; its names and cities stand in a field per language."""

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
    mail_from = EmailField(lazy("Letters come from"), [Optional(), Email(message=NO_ADDRESS)])
    reply_to = EmailField(lazy("Answers by e-mail go to"), [Optional(), Email(message=NO_ADDRESS)])
    telephone = StringField(lazy("Telephone of the protocol section"), [Length(max=40), OneLine()])
    press_contact = StringField(lazy("Press contact, as printed"), [Length(max=300), OneLine()])

    def offer(self, states: list[tuple[str, str]]) -> None:
        self.host_state.choices = [("", "–"), *states]
        self.zone.choices = [(zone, zone) for zone in clock.zones()]
        self.languages.choices = list(LANGUAGES.items())
        self.dateline_style.choices = [(style.value, text) for style, text in DATELINES.items()]


class MemberForm(Form):
    email = EmailField(lazy("E-mail address"), [InputRequired(), Length(max=320), Email(message=NO_ADDRESS)])
    name = StringField(lazy("Name"), [InputRequired(), Length(max=200), OneLine()])
    role = SelectField(lazy("Role"), choices=[], coerce=Role)

    def offer(self) -> None:
        roles = [role for role in Role if role not in INSTALLATION_ROLES]
        self.role.choices = [(role.value, gettext(ROLE_NAMES[role])) for role in roles]
