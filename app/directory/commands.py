"""`flask directory …`: import a list, export the directory, ask the search."""

import json
import time
from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup

from app import clock
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import postings, queries
from app.directory.exporting import export as exported
from app.directory.imports import apply, preview
from app.directory.imports.report import summary
from app.directory.models import Import, ImportState
from app.errors import DomainError
from app.missions import queries as missions

directory_cli = AppGroup("directory", help="The persons a mission knows.")


@directory_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mission", "slug", required=True, help="The mission's address.")
@click.option(
    "--apply", "applied", is_flag=True, help="Write to the directory; without it, only say what would be."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_file(file: Path, slug: str, applied: bool, as_json: bool) -> None:
    """Read the list FILE: every row comes out as new, updated, a duplicate, or a problem with its reason."""
    try:
        with transaction():
            mission_id = missions.by_slug(slug).id
            run = preview.preview(
                mission_id, filename=file.name, data=file.read_bytes(), actor=SYSTEM, now=clock.now()
            )
            told = summary(run)
            if not applied:
                db.session.delete(run)
        if applied:
            _apply(run)
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _sentence(told, applied))


@directory_cli.command("export")
@click.option("--mission", "slug", required=True, help="The mission's address.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (the only form there is).")
@click.option("--purpose", default="command line", help="What the list is for; kept in the audit trail.")
def export_persons(slug: str, as_json: bool, purpose: str) -> None:
    """Print every person of the directory."""
    del as_json
    mission_id = _mission(slug)
    with transaction():
        audit.record(
            "directory.export",
            "export",
            None,
            actor=SYSTEM,
            now=clock.now(),
            mission_id=mission_id,
            fields=[purpose],
        )
    for values in exported(mission_id, queries.Filter()):
        click.echo(json.dumps(values, ensure_ascii=False))


@directory_cli.command("reindex")
@click.option("--mission", "slug", required=True, help="The mission's address.")
def reindex(slug: str) -> None:
    """Make the keys of the search anew: after an update that changed the tables of names."""
    mission_id = _mission(slug)
    person_ids = queries.filtered_ids(mission_id, queries.Filter())
    db.session.remove()
    for start in range(0, len(person_ids), postings.BATCH):
        with transaction():
            postings.refresh(mission_id, person_ids[start : start + postings.BATCH])
    click.echo(f"{len(person_ids)} persons")


@directory_cli.command("search")
@click.option(
    "--queries", "file", required=True, type=click.Path(exists=True, path_type=Path), help="One a line."
)
@click.option("--mission", "slug", required=True, help="The mission's address.")
@click.option("--limit", default=5, show_default=True, help="How many hits a query.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (the only form there is).")
def search_persons(file: Path, slug: str, limit: int, as_json: bool) -> None:
    """Answer each line of a file as the search box would."""
    del as_json
    mission_id = _mission(slug)
    postings.warm(mission_id)
    for query in file.read_text(encoding="utf-8").splitlines():
        began = time.perf_counter()
        found = queries.search_ids(mission_id, query, limit)
        elapsed = (time.perf_counter() - began) * 1000
        persons = {p.id: p for p in queries.get_many(mission_id, [one.person_id for one in found])}
        hits = [
            {
                "name": persons[one.person_id].name.full,
                "office": _office(persons[one.person_id]),
                "score": one.score,
                "why": one.why,
            }
            for one in found
            if one.person_id in persons
        ]
        click.echo(json.dumps({"query": query, "ms": round(elapsed, 3), "hits": hits}, ensure_ascii=False))


def _mission(slug: str) -> UUID:
    try:
        return missions.by_slug(slug).id
    except DomainError as error:
        raise click.ClickException(str(error)) from None


def _apply(run: Import) -> None:
    with transaction():
        apply.begin(run, actor=SYSTEM, now=clock.now())
    while run.state is ImportState.APPLYING:
        with transaction():
            apply.apply_some(run, actor=SYSTEM, now=clock.now())


def _office(person: object) -> str:
    held = getattr(person, "appointment", None)
    return ", ".join(filter(None, (held.office.title, held.office.organisation.name))) if held else ""


def _sentence(told: dict[str, object], applied: bool) -> str:
    problems = told["problems"] if isinstance(told["problems"], list) else []
    lines = [
        f"{told['rows']} rows: {told['new']} new, {told['updated']} updated, {told['duplicates']} known or twice,"
        f" {len(problems)} problems. {'Written.' if applied else 'Nothing is written yet; add --apply.'}"
    ]
    lines += [f"{p['sheet']} {p['row']}: {p['reason']}  {p['text'][:80]}" for p in problems]
    return "\n".join(lines)
