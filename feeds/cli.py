"""Commands of this package."""

import click
from flask.cli import AppGroup

from core.db import committing
from feeds import queries, services

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
