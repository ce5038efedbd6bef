"""The steps of an import: each is one short transaction of the door's; what lies between computes and holds nothing.

Rows and entry bytes are prepared between the steps. A worker that dies leaves invisible rows, which whoever takes the import up
next removes first; nothing is shown before the last step.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from accounts.access import found
from accounts.models.organisation import Organisation
from accounts.queries.organisations import organisation_by_key
from events.intake.placing import Placed, placed
from events.intake.stated import Stated
from events.intake.stored import listings_from
from events.models.intake import Intake
from events.queries import intake as queries
from events.services import intake as deeds
from events.services import resuming, staging
from feeds import services
from venues.places import Places
from venues.queries import houses

Step = Callable[[], None]
ROWS_A_RENDERING = 200
# So few dates are imported at once, while the person waits.
AT_ONCE = 60


def steps(key: int, now: Callable[[], datetime]) -> Iterator[Step]:
    """Everything that importing `key` takes, one transaction after the other."""
    while queries.staged_events(key, limit=1):
        yield partial(_sweep, key)
    intake, _organisation = _loaded(key)
    plan = staging.plan_of(intake, _placed(intake))
    counts = Counter(same=plan.same, missing=plan.missing)
    for batch in plan.batches():
        yield from _written(partial(_write, key, batch), now, counts)
    for rest in plan.rest:
        event_id = found(queries.staged_event_of(key, staging.listing_digest(rest)))
        yield from _written(partial(_write_more, key, (event_id, rest)), now, counts)
    for event_id, more in plan.more:
        yield from _written(partial(_write_more, key, (event_id, more)), now, counts)
    for changes in plan.changes():
        yield partial(_change, key, changes, now(), counts)
    yield partial(_finish, key, counts, now)


def _loaded(key: int) -> tuple[Intake, Organisation]:
    intake = found(queries.intake_by_key(key))
    return intake, found(organisation_by_key(intake.organisation_id))


def _placed(intake: Intake) -> list[Placed]:
    listings, _doubts = placed(Stated(listings=tuple(listings_from(intake.stated))), Places(houses()))
    return listings


def _sweep(key: int) -> None:
    deeds.sweep(key)


def _written(write: Callable[[datetime, list[int]], None], now: Callable[[], datetime], counts: Counter[str]) -> Iterator[Step]:
    """Dates are written, their entries rendered without any lock, then stored."""
    at, keys = now(), list[int]()
    yield partial(write, at, keys)
    counts["added"] += len(keys)
    for first in range(0, len(keys), ROWS_A_RENDERING):
        entries = services.prepared(keys[first : first + ROWS_A_RENDERING], at=at)
        yield partial(services.write_prepared, entries)


def _write(key: int, batch: Sequence[Placed], at: datetime, keys: list[int]) -> None:
    intake, organisation = _loaded(key)
    keys += staging.write(intake, organisation, batch, at=at)


def _write_more(key: int, more: tuple[int, Placed], at: datetime, keys: list[int]) -> None:
    intake, organisation = _loaded(key)
    keys += staging.write_more(intake, organisation, *more, at=at)


def _change(key: int, changes: Sequence[staging.Change], at: datetime, counts: Counter[str]) -> None:
    intake, organisation = _loaded(key)
    counts += resuming.apply(intake, organisation, changes, at=at)


def _finish(key: int, counts: Counter[str], now: Callable[[], datetime]) -> None:
    intake, organisation = _loaded(key)
    deeds.finish(intake, organisation, counts, at=now())
