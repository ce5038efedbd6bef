"""Calendar entries of many new dated rows at once: rendered by two processes, written in batches."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, insert
from werkzeug.utils import import_string

from core.config import Settings
from core.db import session
from core.language import LANGUAGES
from core.web import settings
from feeds.models import FeedEntry
from feeds.queries import performances_shown
from feeds.services import prepared_entry

PROCESSES = 2
ROWS_A_TASK = 500
# Below this many rows, starting processes takes longer than rendering.
WORTH_PROCESSES = 4_000
Rendered = list[dict[str, Any]]

_apps: list[Flask] = []


def _start(factory: str, wanted: Settings) -> None:
    """Make the application in a child process and stay in its context."""
    app = import_string(factory)(wanted)
    app.app_context().push()
    _apps.append(app)


def rendered(keys: Sequence[int], *, at: datetime) -> Iterator[Rendered]:
    """The feeds' rows of these committed performances in both languages, part after part."""
    parts = [keys[first : first + ROWS_A_TASK] for first in range(0, len(keys), ROWS_A_TASK)]
    if len(keys) < WORTH_PROCESSES:
        yield from (render(part, at) for part in parts)
        return
    # A fresh interpreter a process: an inherited database connection would be shared.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        PROCESSES, mp_context=context, initializer=_start, initargs=(f"{current_app.import_name}:create_app", settings())
    ) as pool:
        yield from pool.map(render, parts, [at] * len(parts))


def render(keys: Sequence[int], at: datetime) -> Rendered:
    """The feeds' rows of these performances; what cannot be rendered now is left to the feeds' own job."""
    stamp = at.replace(microsecond=0)
    try:
        rows = performances_shown(keys)
        return [prepared_entry(rows[key], language, stamp) for key in keys for language in LANGUAGES]
    finally:
        session.rollback()


def write(entries: Rendered) -> None:
    """Store rendered entries."""
    session.execute(insert(FeedEntry), entries)


def remove(performance_ids: Sequence[int]) -> None:
    """Delete the entries of these performances."""
    session.execute(
        delete(FeedEntry).where(FeedEntry.performance_id.in_(performance_ids)), execution_options={"synchronize_session": False}
    )
