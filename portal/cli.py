"""Commands that load the site's data."""

import click
from flask.cli import AppGroup

from accounts import services as accounts
from core import clock
from core.db import committing
from events.services import papers as events
from portal import loading
from repertoire import services as repertoire
from venues import services as venues

load_group = AppGroup("load", help="Load reference data or the demo season.")


@load_group.command("papers")
def load_papers() -> None:
    """Load organisations, venues, productions and events as the papers name them; again changes nothing."""
    at = clock.now()
    with committing():
        counts = [
            accounts.load_papers(at=at), *venues.load_papers(at=at), repertoire.load_papers(at=at), events.load_papers(at=at),
        ]
    click.echo(loading.papers_in_words(counts))
