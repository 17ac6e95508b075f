"""`flask outbox drain` and `collect`: for installations that send by cron, or to see at once what happens."""

import time

import click
from flask.cli import AppGroup

from app.mail import collecting
from app.mail import drain as worker

outbox = AppGroup("outbox", help="Letters on their way out.")


@outbox.command("drain")
@click.option("--limit", default=10_000, show_default=True, help="At most so many letters.")
@click.option("--seconds", default=3600.0, show_default=True, help="For about so long.")
def drain(limit: int, seconds: float) -> None:
    """Send what is due, at the pace that is set. Safe beside running workers."""
    worker.sweep()
    tried = worker.drain(limit, seconds=seconds, wait=time.sleep)
    click.echo(f"{tried} letters tried.")


@outbox.command("collect")
def collect() -> None:
    """Read what came back to the return addresses: bounces and automatic answers."""
    click.echo(f"{collecting.collect()} messages came back.")
