"""`flask demo`: the invented embassy, and its evening."""

import time

import click
from flask.cli import with_appcontext

from app import clock
from app.accounts import queries as accounts
from app.accounts.errors import DemoOutsideDemo
from app.accounts.models import ROLE_NAMES
from app.db import db, transaction
from app.demo import loader, replay
from app.demo.founding import PASSWORD
from app.operations import checks, copying
from app.operations.commands import Sentence
from app.web.urls import settings


@click.command("demo", cls=Sentence)
@click.option("--evening", is_flag=True, help="Replay an evening's arrivals; Ctrl-C ends it.")
@click.option("--seconds", default=replay.LASTS, show_default=True, help="How long that evening lasts.")
@with_appcontext
def demo(evening: bool, seconds: float) -> None:
    """Make the tables, load the demo's invented embassy once, name its sign-ins. Demo mode only."""
    if not settings().demo:
        raise DemoOutsideDemo
    if not checks.migrations_at_head():
        copying.make_tables(db.engine)
    if not loader.is_loaded():
        click.echo("Loading the demo's embassy, about half a minute … ", nl=False)
        begun = time.monotonic()
        with transaction():
            loader.load(now=clock.now())
        click.echo(f"done in {time.monotonic() - begun:.0f} s")
    if evening:
        _replay(seconds)
        return
    click.echo(f"Demo sign-ins, each with the password {PASSWORD}:")
    for user in accounts.demo_users():
        roles = ", ".join(ROLE_NAMES[membership.role] for membership in user.memberships)
        click.echo(f"  {user.email:32} {roles}")


def _replay(seconds: float) -> None:
    click.echo(
        f"The evening, in {seconds:.0f} seconds: look at the event's Overview and Gate. Ctrl-C ends it."
    )
    try:
        sent = replay.replay(settings().instance, seconds=seconds)
    except KeyboardInterrupt:
        replay.stop(settings().instance)
        click.echo("Stopped.")
        return
    click.echo(f"The doors are shut: {sent} scans were sent.")
