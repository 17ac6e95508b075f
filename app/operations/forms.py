"""Forms of the installation's administrator: shape only."""

from wtforms import EmailField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.i18n import LANGUAGES, lazy
from app.web.forms import Form, OneLine


class SheetForm(Form):
    telephone = StringField(
        lazy("Whom to telephone"), [InputRequired(lazy("Say whom to telephone.")), Length(max=120), OneLine()]
    )
    password = PasswordField(
        lazy("Your password"),
        [InputRequired(lazy("Type your password once more."))],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    code = StringField(
        lazy("The code printed at start"),
        [InputRequired(lazy("Type the code.")), Length(max=40), OneLine()],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class FoundingForm(Form):
    """The mission and its first administrator."""

    mission = StringField(
        lazy("Name of the mission, in English"),
        [InputRequired(lazy("Write the name of the mission.")), Length(max=200), OneLine()],
    )
    slug = StringField(
        lazy("Its short name in addresses"),
        [
            Regexp(
                r"[a-z][a-z0-9-]{1,39}$", message=lazy("Small letters, digits and hyphens, such as valdara.")
            )
        ],
    )
    host_state = SelectField(lazy("Host state"), choices=[])
    city = StringField(lazy("City"), [Length(max=100), OneLine()])
    zone = SelectField(lazy("Time zone"), choices=[])
    languages = SelectMultipleField(
        lazy("Languages of letters and pages"),
        [InputRequired(lazy("Choose a language."))],
        choices=list(LANGUAGES.items()),
        default=["en"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    name = StringField(
        lazy("Your name"), [InputRequired(lazy("Write your name.")), Length(max=200), OneLine()]
    )
    email = EmailField(
        lazy("Your e-mail address, with which you sign in"),
        [
            InputRequired(lazy("Write your e-mail address.")),
            Email(message=lazy("This is no e-mail address.")),
        ],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy("Your password"),
        [Length(min=12, max=200, message=lazy("The password needs at least 12 characters."))],
        render_kw={"autocomplete": "new-password"},
    )
    mail_from = EmailField(
        lazy("Letters come from"),
        [InputRequired(lazy("Write an e-mail address.")), Email(message=lazy("This is no e-mail address."))],
    )

    def offer(self, states: list[tuple[str, str]]) -> None:
        self.host_state.choices = [("", "–"), *states]
        self.zone.choices = [(zone, zone) for zone in clock.zones()]
