"""What the worker does for the house."""

from app import clock
from app.jobs import periodic
from app.operations import marks
from app.web.urls import settings


@periodic("operations.alive")
def alive() -> None:
    """Each minute: a sign of life."""
    marks.leave(settings().instance, marks.WORKER, now=clock.now())
