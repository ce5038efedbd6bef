"""Commands that load the site's data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from flask.cli import AppGroup

from core import clock
from core.errors import Refused
from events.queries.loading import demo_performance_count
from events.season.values import Wish
from portal import indexing, loading

load_group = AppGroup("load", help="Load reference data or the demo season.")
search_group = AppGroup("search", help="Look after the index of the search.")

USUAL, MOST = 600, 110_000
DAY = click.DateTime(formats=["%Y-%m-%d"])


@contextmanager
def _bar(length: int, label: str) -> Iterator[loading.Progress]:
    with click.progressbar(length=max(length, 1), label=label) as bar:
        yield bar.update


@load_group.command("papers")
def load_papers() -> None:
    """Load organisations, venues, productions and events as the papers name them; again changes nothing."""
    click.echo(loading.in_words(loading.load_papers(at=clock.now())))


@load_group.command("demo")
@click.option("--performances", type=click.IntRange(1, MOST), default=USUAL, show_default=True, help="About how many.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number gives another season.")
@click.option("--from", "first", type=DAY, default=None, help="The day around which it lies; today unless stated.")
@click.option("--remove", is_flag=True, help="Remove every demo row and leave all else as it is.")
def load_demo(performances: int, seed: int, first: datetime | None, remove: bool) -> None:
    """Load a season of invented shows, or replace or remove it. The same arguments again change nothing."""
    if remove:
        _remove()
        return
    _load(Wish(performances, seed, first.date() if first else clock.today()))


@load_group.command("if-empty")
def load_if_empty() -> None:
    """Load the papers and a demo season where there is nothing yet (DELTA_DEMO=0: no demo season); index what is there."""
    if indexing.needs_rebuild():
        _rebuild()
    if loading.needs_papers():
        click.echo(loading.in_words(loading.load_papers(at=clock.now())))
    if os.environ.get("DELTA_DEMO", "1") != "0" and loading.needs_demo():
        _load(Wish(USUAL, 1, clock.today()))


@search_group.command("rebuild")
def rebuild_index() -> None:
    """Index everything that can be found anew; the site may go on running."""
    click.echo(f"{_rebuild()} things indexed")


def _rebuild() -> int:
    with _bar(indexing.number_of_things(), "indexing") as progress:
        return indexing.rebuild(progress)


def _remove() -> None:
    with _bar(demo_performance_count(), "removing the demo") as progress:
        removed = loading.remove_demo(progress)
    click.echo(f"demo: {removed} dated rows removed")


def _load(wish: Wish) -> None:
    if loading.needs_papers():
        click.echo(loading.in_words(loading.load_papers(at=clock.now())))
    with _bar(2 * wish.performances, "loading the demo") as progress:
        try:
            written = loading.load_demo(wish, at=clock.now(), progress=progress)
        except Refused as refused:
            raise click.ClickException(f"not loaded: {refused.reason}") from refused
    click.echo(f"demo: {written} dated rows written" if written else "demo: 0 changes")
