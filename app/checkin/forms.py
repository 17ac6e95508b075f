"""Forms of the gate tab: shape only."""

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.checkin.fold import Kind, Stage
from app.checkin.models import Gate, Right
from app.i18n import lazy
from app.web.forms import Form, OneLine


class GateForm(Form):
    """A further entrance."""

    name = StringField(lazy("Name of the gate"), [InputRequired(), Length(max=100), OneLine()])
    stage = RadioField(
        lazy("What it does"),
        choices=[
            (Stage.ADMIT.value, lazy("Admits guests: entries and exits count")),
            (Stage.SIGHT.value, lazy("Only sees them coming: outer gate, car park")),
        ],
        default=Stage.ADMIT.value,
    )


class CodeForm(Form):
    """A code for one phone."""

    gate_id = SelectField(lazy("For the gate"), choices=[])
    walk_in = BooleanField(lazy("May admit people without invitation"), default=True)
    void = BooleanField(lazy("May undo admissions of other phones (protocol officer)"))
    board = BooleanField(lazy("Shows the arrivals board of the receiving line"))
    muster = BooleanField(
        lazy("Shows who is inside for an evacuation, also without a network (protocol officer)")
    )

    def offer(self, gates: list[Gate]) -> None:
        """Fill the choices with the event's gates."""
        self.gate_id.choices = [(str(gate.id), gate.name) for gate in gates]

    def rights(self) -> list[Right]:
        """What was ticked."""
        ticked = {
            Right.WALK_IN: self.walk_in.data,
            Right.VOID: self.void.data,
            Right.BOARD: self.board.data,
            Right.MUSTER: self.muster.data,
        }
        return [right for right, chosen in ticked.items() if chosen]


class PaperForm(Form):
    """What a printed list recorded at one gate."""

    gate_id = SelectField(lazy("At the gate"), choices=[])
    kind = RadioField(
        lazy("What was recorded"),
        choices=[(Kind.ENTRY.value, lazy("Guests came in")), (Kind.EXIT.value, lazy("Guests left"))],
        default=Kind.ENTRY.value,
    )
    lines = TextAreaField(lazy("Numbers or names, each with its time"), [InputRequired(), Length(max=30_000)])

    def offer(self, gates: list[Gate]) -> None:
        """Fill the choices with the event's gates that admit."""
        self.gate_id.choices = [(str(gate.id), gate.name) for gate in gates if gate.stage is Stage.ADMIT]


class ResolveForm(Form):
    """What an officer says of a conflict; the button that was pressed is the action."""

    note = StringField(lazy("Note"), [Length(max=280), OneLine()])


class OthersForm(Form):
    """Who is in the house and on no list."""

    drivers = IntegerField(lazy("Drivers and guards"), [InputRequired(), NumberRange(0, 10_000)])
    staff = IntegerField(lazy("Staff and caterers"), [InputRequired(), NumberRange(0, 10_000)])
