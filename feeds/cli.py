"""Commands of this package."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from accounts.queries.organisations import organisation_of_slug
from core import clock
from core.db import committing
from core.language import LOCALES
from events.cli import intake_group
from events.services import intake as imports
from feeds import importing, queries, services
from feeds.intake.preview import preview_of
from feeds.receiving import Reading, calendar_read
from venues.places import Places
from venues.queries import houses

feeds_group = AppGroup("feeds", help="Look after the stored calendar entries.")


@feeds_group.command("broken")
def broken() -> None:
    """List the entries that could not be rendered and are left out of every feed."""
    for entry in queries.broken_entries():
        click.echo(f"performance {entry.performance_id} ({entry.language})")


@feeds_group.command("render")
def render() -> None:
    """Render all waiting entries now."""
    done = 0
    while keys := queries.any_stale_keys():
        with committing():
            services.render(keys)
        done += len(keys)
    click.echo(f"{done} entries rendered")


@intake_group.command("ics")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--organiser", required=True, help="The slug of the organisation whose listings these are.")
@click.option("--dry-run", is_flag=True, help="Only show what an import would do.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Of the messages.")
def import_calendar(path: Path, organiser: str, *, dry_run: bool, language: str) -> None:
    """Import a calendar FILE (.ics) as drafts, and print what it holds as JSON."""
    organisation = organisation_of_slug(organiser)
    if organisation is None:
        raise click.ClickException(f"There is no organisation {organiser!r}.")
    reading = calendar_read(path.read_bytes(), Places(houses()), today=clock.today())
    with force_locale(LOCALES[language]):
        preview = preview_of(organiser, reading.listings, reading.problems, reading.warnings)
    click.echo(json.dumps(preview, ensure_ascii=False, indent=2))
    if not dry_run and reading.listings:
        _import(organisation, reading, path.name)


def _import(organisation: Organisation, reading: Reading, name: str) -> None:
    """Import what was read, step by step, as the desk does."""
    at, actor = clock.now(), Actor(person_id=None, via="cli")
    with committing():
        row = imports.begin(organisation, reading.kind, at=at, actor=actor, file_name=name)
        imports.note_reading(row, reading.listings, reading.problems, reading.warnings)
        imports.confirm(row, at=at, actor=actor)
        imports.take(row, at=at)
        key = row.id
    for step in importing.steps(key, clock.now):
        with committing():
            step()
