"""`flask doctor`."""

import sys

import click
from flask.cli import with_appcontext

from app import clock
from app.operations import checks
from app.operations.checks import Level
from app.web.urls import settings

COLOURS = {Level.GREEN: "green", Level.AMBER: "yellow", Level.RED: "red"}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Examine the installation: a colour and a sentence each. Ends with 1 where something is red."""
    findings = checks.examine(settings(), now=clock.now())
    for finding in findings:
        colour = click.style(f"{finding.level.value:6}", fg=COLOURS[finding.level])
        click.echo(f"{colour} {finding.subject}: {finding.sentence % finding.params}")
    if checks.worst(findings) is Level.RED:
        sys.exit(1)
