"""What the demo refuses."""

from app.errors import Conflict, Refused
from app.i18n import N_


class EveningRuns(Conflict):
    code = "evening_runs"
    sentence = N_("The evening is being replayed already.")


class EveningOver(Refused):
    code = "evening_over"
    sentence = N_("Everybody who comes has come already.")
