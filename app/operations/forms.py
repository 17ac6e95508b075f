"""Forms of the installation's administrator: shape only."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.i18n import lazy
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
