"""`flask doctor`, `flask backup …`, `flask mission …`, `flask db-copy`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Engine

from app import clock
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.errors import DomainError
from app.missions import queries as missions
from app.operations import backups, beginning, checks, copying, files, packing, restoring, sheet
from app.operations.checks import Level
from app.operations.errors import FileThere
from app.web.urls import settings
from config import Config, with_driver

COLOURS = {Level.GREEN: "green", Level.AMBER: "yellow", Level.RED: "red"}
A_FILE = click.Path(dir_okay=False, path_type=Path)


class Sentence(click.Command):
    """A refusal is one sentence on the terminal, not a stack trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(str(error)) from None


class Group(AppGroup):
    command_class = Sentence


@click.command("first-code")
@with_appcontext
def first_code() -> None:
    """While nobody can sign in: print a new code for the first run."""
    if not beginning.is_open():
        raise click.ClickException("There is an account already: the first run is over.")
    click.echo(beginning.sentence(settings(), now=clock.now()))


backup = Group("backup", help="Backups: make, list, verify, rehearse and restore them.")
mission = Group("mission", help="Move one mission, with everything in it, to another installation.")


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


@backup.command("create")
def create() -> None:
    """Write a backup now, while everybody works on."""
    made = backups.create(db.engine, settings(), now=clock.now())
    click.echo(f"{made.path} ({made.size / 1024**2:.1f} MB)")
    if not made.sealed:
        click.echo("It is not encrypted and holds no keys: keep the sheet for the safe (flask backup sheet).")


@backup.command("list")
def list_backups() -> None:
    """The backups that are there, the newest first."""
    found = files.listed(settings().backup_dir)
    for one in found:
        kind = "encrypted, with keys" if one.sealed else "plain, without keys"
        click.echo(f"{one.made_at:%Y-%m-%d %H:%M} UTC  {one.size / 1024**2:8.1f} MB  {kind}  {one.path}")
    if not found:
        click.echo(f"There is no backup in {settings().backup_dir}.")


def passphrase_of(asked: bool) -> str:
    if asked:
        return str(click.prompt("Passphrase", hide_input=True))
    return settings().backup_passphrase


ASK = click.option(
    "--ask", is_flag=True, help="Ask for the passphrase instead of reading it from the settings."
)


@backup.command("verify")
@click.argument("file", type=A_FILE)
@ASK
def verify(file: Path, ask: bool) -> None:
    """Open FILE and compare every row with what its manifest says."""
    found = backups.verify(file, passphrase=passphrase_of(ask))
    click.echo(f"Good: {found.rows} rows in {len(found.tallies)} tables, made {found.manifest['made_at']}.")


@backup.command("rehearse")
@click.argument("file", type=A_FILE, required=False)
@ASK
def rehearse(file: Path | None, ask: bool) -> None:
    """Restore FILE (the newest) into a temporary folder and compare the counts."""
    newest = files.newest(settings().backup_dir)
    path = file or (newest.path if newest else Path())
    facts = restoring.rehearse(path, settings(), passphrase=passphrase_of(ask), now=clock.now())
    click.echo(f"{facts['backup']} can be restored: {facts['rows']} rows in {facts['tables']} tables.")


@backup.command("sheet")
@click.argument("file", type=A_FILE)
@click.option("--telephone", default="", help="Whom to telephone, printed on it.")
def safe_sheet(file: Path, telephone: str) -> None:
    """Write the sheet for the safe, a PDF with all keys, into FILE. Print it, then delete the file."""
    file.touch(mode=0o600)
    file.write_bytes(sheet.make(settings(), telephone=telephone, now=clock.now()))
    click.echo(f"{file}: print it, lock it away, delete the file.")


@backup.command("restore")
@click.argument("file", type=A_FILE)
@click.option("--keys", type=A_FILE, help="The keys from the sheet for the safe, a line for each mission.")
@click.option(
    "--replace", "replacing", is_flag=True, help="Where there is data: back it up, then replace it."
)
@ASK
def restore(file: Path, keys: Path | None, replacing: bool, ask: bool) -> None:
    """Fill the database of the settings from FILE. Stop web and worker before."""
    config, now = settings(), clock.now()
    passphrase = passphrase_of(ask)
    backups.verify(file, passphrase=passphrase)
    config.instance.mkdir(parents=True, exist_ok=True)
    with copying.open_url(config.database_url) as target:
        if replacing:
            _clear(config, target)
        found = restoring.restore(file, target, config, passphrase=passphrase, now=now, keys=keys)
    click.echo(
        f"Restored: {found.rows} rows in {len(found.tallies)} tables, as of {found.manifest['made_at']}."
    )
    click.echo("Everybody signs in anew. Letters that were on their way wait in the outbox for a decision.")
    if not found.keys and not keys:
        click.echo("No keys came with it: the links and badges sent so far are dead until they do (--keys).")


def _clear(config: Config, target: Engine) -> None:
    """Take away every table, having backed them up where they can be read."""
    if checks.migrations_at_head():
        kept = backups.create(db.engine, config, now=clock.now(), occasion="before")
        click.echo(f"What was here is kept in {kept.path}")
    restoring.clear(target)


PASSPHRASE_FILE = click.option(
    "--passphrase-file", type=A_FILE, help="The file that holds the passphrase, instead of asking for it."
)


def passphrase_in(file: Path | None, *, twice: bool) -> str:
    """For a file that travels: never the passphrase of this house's backups."""
    if file is None:
        return str(click.prompt("Passphrase of the pack", hide_input=True, confirmation_prompt=twice))
    try:
        return file.read_text().strip()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None


@mission.command("pack")
@click.argument("slug")
@click.argument("file", type=A_FILE)
@PASSPHRASE_FILE
def pack(slug: str, file: Path, passphrase_file: Path | None) -> None:
    """Write everything of the mission SLUG, its keys included, into the encrypted FILE."""
    if file.exists():
        raise FileThere
    now, found = clock.now(), missions.by_slug(slug)
    passphrase = passphrase_in(passphrase_file, twice=True)
    with transaction():
        audit.record("mission.pack", "mission", found.id, actor=SYSTEM, now=now, mission_id=found.id)
    rows = packing.pack(found, db.engine, file, config=settings(), passphrase=passphrase, now=now)
    click.echo(
        f"{file} holds {rows} rows and the keys of {slug}. In the other house: flask mission unpack FILE"
    )
    click.echo("Until its address points there, replies still arrive here: let nobody work in both.")


@mission.command("unpack")
@click.argument("file", type=A_FILE)
@PASSPHRASE_FILE
def unpack(file: Path, passphrase_file: Path | None) -> None:
    """Bring the mission of FILE into this house: same ids, same links and badges."""
    config, now = settings(), clock.now()
    passphrase = passphrase_in(passphrase_file, twice=False)
    with copying.open_url(config.database_url) as target:
        arrived = packing.unpack(file, target, config=config, passphrase=passphrase, now=now)
    with transaction():
        found = missions.by_slug(arrived.slug)
        audit.record("mission.unpack", "mission", found.id, actor=SYSTEM, now=now, mission_id=found.id)
    click.echo(f"{arrived.slug} is here: {arrived.rows} rows, as of {arrived.made_at}.")
    click.echo("Letters that were on their way wait in the outbox for a decision.")
    for email in arrived.without_password:
        click.echo(f"{email} needs a password: flask reset-password {email}")


@click.command("db-copy", cls=Sentence)
@click.option("--to", "url", required=True, help="The other database, empty or without tables.")
@with_appcontext
def db_copy(url: str) -> None:
    """Copy the whole database into another, SQLite or PostgreSQL, and compare every row."""
    with copying.open_url(with_driver(url)) as target:
        copying.make_tables(target)
        with copying.snapshot(db.engine) as source:
            left = copying.copy(source, target)
    for name, one in left.items():
        click.echo(f"{name:24} {one.rows:9} rows  {one.hash[:16]}")
    click.echo("Every row arrived as it left; every event has a new epoch. The keys stay in the key file.")
