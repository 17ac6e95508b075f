"""What the worker does for the demo."""

import logging

from app.demo import replay
from app.errors import DomainError
from app.jobs import job
from app.web.urls import settings

EVENING = "demo.evening"
log = logging.getLogger(__name__)


@job(EVENING)
def evening() -> None:
    """Somebody pressed the button of the tour; the pages show how far it is."""
    if not settings().demo:
        return
    try:
        replay.replay(settings().instance)
    except DomainError as error:
        log.info("no evening", extra={"code": error.code})
