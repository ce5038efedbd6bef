"""Commands that look after the outbox."""

import click
from flask.cli import AppGroup

from core import clock
from core.db import committing
from notices.queries import outbox as queries
from notices.services import holding

notices_group = AppGroup("notices", help="Look after the outbox: hold it, let it go, see how it stands.")


@notices_group.command("status")
def status() -> None:
    """Say whether the outbox is held, what waits, and which ways out are shut."""
    at = clock.now()
    held = queries.held()
    click.echo(f"held since {held[0]:%Y-%m-%d %H:%M} UTC ({held[1]})" if held else "not held")
    click.echo(", ".join(f"{name} {number}" for name, number in queries.numbers(at).items()))
    oldest = queries.oldest_due(at)
    if oldest is not None:
        click.echo(f"the oldest was due {(at - oldest).total_seconds():.0f} s ago")
    for code, facts in queries.door(at).shut.items():
        click.echo(f"{code} is shut since {facts['since'][:16]} UTC: {facts['problem']}")


@notices_group.command("hold")
@click.option("--why", default="by hand", show_default=True, help="A word for whoever looks later.")
def hold(why: str) -> None:
    """Let nothing leave until `release`; what is being sent this moment goes out."""
    with committing():
        is_new = holding.hold(why, at=clock.now())
    click.echo("held" if is_new else "held already")


@notices_group.command("release")
@click.option("--skip", is_flag=True, help="Do not send what was due before it was held (after a restore).")
def release(*, skip: bool) -> None:
    """Let everything go on; with --skip, without what was due before it was held."""
    with committing():
        letters, notices = holding.set_aside(at=clock.now()) if skip else (0, 0)
        was_held = holding.release()
    if skip:
        click.echo(f"{letters} deliveries and {notices} notices set aside")
    click.echo("released" if was_held else "it was not held")
