"""Commands on houses."""

import click
from flask.cli import AppGroup

from accounts.queries.organisations import organisation_of_slug
from core import clock
from core.db import committing
from venues import queries
from venues.services import set_keeper

venues_group = AppGroup("venues", help="Houses and who runs them.")


@venues_group.command("keeper")
@click.argument("venue")
@click.argument("organisation", default="")
def keeper(venue: str, organisation: str) -> None:
    """Say which ORGANISATION (slug) runs a VENUE (slug); without one, nobody known to us does."""
    with committing():
        house = queries.venue_of_slug(venue)
        body = organisation_of_slug(organisation) if organisation else None
        if house is None or (organisation and body is None):
            raise click.ClickException("there is no such house" if house is None else "there is no such organisation")
        set_keeper(house, body, at=clock.now())
    click.echo(f"{venue}: {organisation or 'nobody'}")
