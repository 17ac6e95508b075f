"""The outbox in the background."""

import time

from app.jobs import job, nightly, periodic
from app.mail import collecting, drain
from app.mail.service import DRAIN


@job(DRAIN)
def drain_outbox() -> None:
    """Kicked after each transaction that wrote a letter."""
    drain.drain()


@periodic("mail.sweep")
def sweep_outbox() -> None:
    """Each minute: what no kick reached, and what waits for its turn."""
    drain.sweep()
    drain.drain(wait=time.sleep)


@periodic("mail.collect", minutes="*/2")
def collect_returned() -> None:
    """Every other minute: what came back."""
    collecting.collect()


@nightly("mail.purge", at="03:17")
def purge_outbox() -> None:
    """Each night: what need not be kept."""
    drain.purge()
