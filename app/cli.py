"""Commands of the administrator: `flask --app wsgi COMMAND`."""

import secrets

import click
from flask import Flask
from flask.cli import with_appcontext

from app import clock
from app.accounts import queries as accounts
from app.accounts import service as accounts_service
from app.accounts.errors import NoSuchUser
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import transaction
from app.demo.commands import demo
from app.directory.commands import directory_cli
from app.mail.commands import outbox
from app.missions import queries as missions
from app.missions import service as missions_service
from app.operations.commands import Sentence, backup, db_copy, doctor, first_code, mission


@click.command("create-mission", cls=Sentence)
@click.argument("slug")
@click.option("--name", required=True, help="The mission's name in English.")
@click.option("--zone", default="UTC", help="Its time zone, such as Asia/Karachi.")
@click.option("--host-state", default="", help="Two-letter code of the host state.")
@with_appcontext
def create_mission(slug: str, name: str, zone: str, host_state: str) -> None:
    """Found a mission with the address SLUG."""
    with transaction():
        missions_service.create(
            slug, names={"en": name}, actor=SYSTEM, now=clock.now(), zone=zone, host_state=host_state
        )
    click.echo(f"The mission {slug} is founded. Now: flask create-admin EMAIL --mission {slug}")


@click.command("create-admin", cls=Sentence)
@click.argument("email")
@click.option("--mission", "slug", default="", help="The mission's address; none for an installation role.")
@click.option("--name", default="", help="The person's name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMINISTRATOR.value)
@with_appcontext
def create_admin(email: str, slug: str, name: str, role: str) -> None:
    """Open an account with a role (administrator) in a mission or the installation; print its password."""
    password = secrets.token_urlsafe(12)
    with transaction():
        mission_id = missions.by_slug(slug).id if slug else None
        known = accounts.by_email(email) is not None
        user = accounts_service.open_account(
            email, name=name, password=password, actor=SYSTEM, now=clock.now()
        )
        accounts_service.give_role(
            user, role=Role(role), mission_id=mission_id, actor=SYSTEM, now=clock.now()
        )
    click.echo(
        f"{user.email} keeps the present password." if known else f"{user.email} signs in with: {password}"
    )


@click.command("reset-password", cls=Sentence)
@click.argument("email")
@click.option("--forget-second-factor", "forget", is_flag=True, help="The telephone is lost, too.")
@with_appcontext
def reset_password(email: str, forget: bool) -> None:
    """Set and print a new password; all sessions of the person end."""
    password = secrets.token_urlsafe(12)
    with transaction():
        user = accounts.by_email(email)
        if user is None:
            raise NoSuchUser(email=email)
        accounts_service.set_password(user, password=password, actor=SYSTEM, now=clock.now())
        if forget:
            accounts_service.forget_second_factor(user, actor=SYSTEM, now=clock.now())
    click.echo(f"{user.email} signs in with: {password}")


COMMANDS = (
    create_mission,
    create_admin,
    reset_password,
    outbox,
    demo,
    directory_cli,
    doctor,
    first_code,
    backup,
    mission,
    db_copy,
)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
