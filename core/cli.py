"""Commands that look after the database as a whole."""

from pathlib import Path

import click
from flask.cli import AppGroup

from core import backup
from core.db import db, session
from core.errors import Refused
from core.web import settings

data_group = AppGroup("data", help="Copy the whole database, or put a copy in its place.")
WORDS = {
    "exists": "{path} exists already; name another file.",
    "missing": "{path} does not exist.",
    "broken_copy": "{path} is no sound copy of a database of this kind.",
    "in_use": "{path} is in use: stop the site first.",
    "tool_failed": "{tool} failed: {why}",
}


def _told(refused: Refused) -> click.ClickException:
    return click.ClickException(WORDS[refused.reason].format(**refused.facts))


@data_group.command("backup")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def backup_data(path: Path) -> None:
    """Write a checked copy of the database to PATH; the site may go on running."""
    try:
        size = backup.back_up(settings().database_url, path.absolute())
    except Refused as refused:
        raise _told(refused) from refused
    click.echo(f"{path}: {size:,} bytes, checked")


@data_group.command("restore")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_data(path: Path, *, yes: bool) -> None:
    """Put the copy at PATH in the place of the database; the site must be stopped."""
    if not yes:
        click.confirm("Replace the present database?", abort=True)
    session.remove()
    db.engine.dispose()
    try:
        backup.restore(settings().database_url, path.absolute())
    except Refused as refused:
        raise _told(refused) from refused
    click.echo("restored; now `flask --app wsgi db upgrade`, then start the site")
    click.echo("the outbox is held: nothing is sent until `flask --app wsgi notices release` (docs/operations.md 6)")
