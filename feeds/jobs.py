"""Work of this package that runs by itself."""

from datetime import timedelta

from accounts.access import found
from accounts.actor import Actor
from accounts.queries.organisations import organisation_by_key
from core import clock
from core.db import committing
from core.jobs import Job, ending
from core.logs import log
from core.web import settings
from events.models.intake import SubscribedSource
from events.queries import intake as intakes
from events.services import intake as imports
from events.services import sources, submitting
from feeds import importing, pulling, queries, services
from feeds.store import copies, private_copies
from venues.places import Places
from venues.queries import houses

BATCHES_A_RUN = 20
SOURCES_A_RUN = 20
PRIVATE_KEPT = timedelta(days=100)


def render_stale() -> None:
    """Render waiting entries in batches, so that a feed asked later finds them ready; repair missing ones."""
    for _ in range(BATCHES_A_RUN):
        keys = queries.any_stale_keys()
        if not keys:
            break
        with committing():
            services.render(keys)


def repair() -> None:
    """Give an entry to every performance that lacks one."""
    missing = queries.performances_without_entry()
    if missing:
        with committing():
            services.ensure_entries(missing, at=clock.now())


def prune() -> None:
    """Keep snapshots and copies on disk within their bounds."""
    copies().prune()
    private_copies().prune()
    with committing():
        services.forget_private(clock.now() - PRIVATE_KEPT)
    forgotten = 1
    while forgotten:
        with committing():
            forgotten = services.forget_snapshots(settings().feed_snapshots)


def is_import_waiting() -> bool:
    """Whether an import waits for a worker."""
    return intakes.waiting_intake(clock.now()) is not None


def import_waiting() -> None:
    """Import what was confirmed, one after the other; what fails is tried again, and given up after three times."""
    while not ending.is_set():
        with committing():
            key = imports.claim(at=clock.now())
        if key is None:
            return
        run_import(key)


def run_import(key: int) -> None:
    """One claimed import, step by step."""
    try:
        for step in importing.steps(key, clock.now):
            with committing():
                step()
    except Exception as error:  # noqa: BLE001 - one import that breaks must not hold up the others
        log.error("import broke off", intake=key, exc_info=error)
        with committing():
            imports.release(found(intakes.intake_by_key(key)), at=clock.now())


def sweep_imports() -> None:
    """Remove what broken or undone imports left, and the files that nobody confirmed."""
    with committing():
        imports.forget_files(at=clock.now())
        submitting.forget_keys(clock.now())
    for key in intakes.intakes_to_sweep():
        try:
            _sweep(key)
        except Exception as error:  # noqa: BLE001 - one import that cannot be removed must not hold up the others
            log.error("import could not be swept", intake=key, exc_info=error)


def _sweep(key: int) -> None:
    swept = 1
    while swept:
        with committing():
            swept = imports.sweep(key)


def is_source_due() -> bool:
    """Whether an address is to be asked."""
    return bool(intakes.due_sources(clock.now(), 1))


def pull_sources() -> None:
    """Ask the addresses that are due, several at once; import what is new; a bad answer changes nothing."""
    with committing():
        keys = sources.claim(clock.now(), SOURCES_A_RUN)
    if not keys:
        return
    asked = [_asked(found(intakes.source_by_key(key))) for key in keys]
    places, today = Places(houses()), clock.today()
    answers = pulling.pull_all(asked, places, today=today, allow_private=settings().allow_private_fetch)
    for each in answers:
        with committing():
            _note_pulled(each)
    import_waiting()


def _asked(row: SubscribedSource) -> pulling.Asked:
    return pulling.Asked(row.id, row.url, row.etag, row.modified, row.digest)


def _note_pulled(each: pulling.Pulled) -> None:
    """Write down what an address answered; a calendar that is new is confirmed, since somebody asked for it."""
    row, at = intakes.source_by_key(each.asked.key), clock.now()
    if row is None:
        return
    if each.problem:
        sources.note_failed(row, each.problem, at=at)
        return
    headers = each.fetched.headers
    sources.note_done(row, at=at, etag=headers.get("etag", ""), modified=headers.get("last-modified", ""))
    if each.reading is not None:
        organisation = found(organisation_by_key(row.organisation_id))
        by = Actor(person_id=row.person_id, via="import")
        intake = imports.begin(organisation, each.reading.kind, at=at, actor=by, source=row, file_name=row.url[:120])
        imports.note_reading(intake, each.reading.listings, each.reading.problems, each.reading.warnings)
        imports.confirm(intake, at=at, actor=by)
        sources.note_taken(row, intake, each.digest)


JOBS = [
    Job(name="feeds.pull_sources", run=pull_sources, every_s=30, child=True, limit_s=600, is_due=is_source_due),
    Job(
        name="feeds.import_waiting", run=import_waiting, every_s=2, child=True, limit_s=600, is_due=is_import_waiting,
    ),
    Job(name="feeds.sweep_imports", run=sweep_imports, every_s=60),
    Job(name="feeds.render_stale", run=render_stale, every_s=10),
    Job(name="feeds.repair", run=repair, every_s=3600, child=True, limit_s=300),
    Job(name="feeds.prune", run=prune, every_s=300),
]
