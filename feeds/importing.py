"""The steps of an import: each is one short transaction of the door's; what lies between computes and holds nothing.

Rows and entry bytes are prepared between the steps, and so is what the checks say of a trusted organisation's listings. A
worker that dies leaves invisible rows, which whoever takes the import up next removes first; nothing is shown before the last
step, but for deeds on dates that are public already: each is whole, and is not done twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from accounts.access import found
from accounts.models.organisation import Organisation
from accounts.queries.organisations import organisation_by_key
from events.intake.placing import Placed, placed
from events.intake.stated import Stated
from events.intake.stored import listings_from
from events.models.intake import Intake
from events.queries import intake as queries
from events.queries import screening as listings
from events.services import following, resuming, screening, showing, staging
from events.services import intake as deeds
from events.services.screening import Looked
from feeds import services
from venues.places import Places
from venues.queries import houses

Step = Callable[[], None]
ROWS_A_RENDERING = 200
INDEXED_AT_ONCE = 16
# So few public dates are changed in one transaction, but for those of one event: they are one deed.
DATES_A_STEP, DATES_A_DEED = 48, 100
# So few dates are imported at once, while the person waits.
AT_ONCE = 60


def steps(key: int, now: Callable[[], datetime]) -> Iterator[Step]:
    """Everything that importing `key` takes, one transaction after the other."""
    while queries.staged_events(key, limit=1) or queries.staged_dates(key, limit=1):
        yield partial(_sweep, key)
    intake, organisation = _loaded(key)
    plan = staging.plan_of(intake, _placed(intake))
    counts = Counter(same=plan.same, missing=plan.missing)
    yield from _staged(key, plan, now, counts)
    intake, organisation = _loaded(key)
    is_trusted = organisation.is_trusted
    sorted_ = resuming.sort(intake, plan.changed, is_trusted=is_trusted, at=now())
    counts.update(sorted_.counts)
    looked = screening.look(listings.brought_by(key)) if is_trusted else []
    fresh = [each.event_id for each in looked if each.fate is screening.Fate.PUBLIC and not each.is_more]
    for first in range(0, len(fresh), INDEXED_AT_ONCE):
        yield partial(showing.prepare, fresh[first : first + INDEXED_AT_ONCE], at=now())
    for changes in _deeds(sorted_.public.values()):
        yield partial(_follow, key, changes, now(), counts)
    more = [each.event_id for each in looked if each.fate is screening.Fate.PUBLIC and each.is_more]
    prepared = showing.prepare_more(more, key)
    yield partial(_finish, key, counts, now, looked=looked, drafts=sorted_.drafts, prepared=prepared)


def _staged(key: int, plan: staging.Plan, now: Callable[[], datetime], counts: Counter[str]) -> Iterator[Step]:
    """Everything new, as drafts."""
    for batch in plan.batches():
        yield from _written(partial(_write, key, batch), now, counts)
    for rest in plan.rest:
        event_id = found(queries.staged_event_of(key, staging.listing_digest(rest)))
        yield from _written(partial(_write_more, key, [(event_id, rest)]), now, counts)
    for more in plan.batches_of_more():
        yield from _written(partial(_write_more, key, more), now, counts)


def _deeds(by_event: Iterable[Sequence[staging.Change]]) -> Iterator[list[staging.Change]]:
    """Changes of public dates in parts: whole events, as far as they go together; one with very many dates in several."""
    part: list[staging.Change] = []
    for changes in by_event:
        for first in range(0, len(changes), DATES_A_DEED):
            some = changes[first : first + DATES_A_DEED]
            if part and len(part) + len(some) > DATES_A_STEP:
                yield part
                part = []
            part = [*part, *some]
    if part:
        yield part


def _loaded(key: int) -> tuple[Intake, Organisation]:
    intake = found(queries.intake_by_key(key))
    return intake, found(organisation_by_key(intake.organisation_id))


def _placed(intake: Intake) -> list[Placed]:
    stated, _doubts = placed(Stated(listings=tuple(listings_from(intake.stated))), Places(houses()))
    return stated


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


def _write_more(key: int, more: Sequence[tuple[int, Placed]], at: datetime, keys: list[int]) -> None:
    intake, _organisation = _loaded(key)
    keys += staging.write_more(intake, more, at=at)


def _follow(key: int, changes: Sequence[staging.Change], at: datetime, counts: Counter[str]) -> None:
    intake, _organisation = _loaded(key)
    counts.update(following.follow(intake, changes, at=at))
    intake.done += len(changes)
    intake.claimed_at = at


def _finish(
    key: int, counts: Counter[str], now: Callable[[], datetime], *, looked: Sequence[Looked], drafts: resuming.Drafts,
    prepared: Sequence[Any],
) -> None:
    intake, organisation = _loaded(key)
    deeds.finish(intake, organisation, counts, at=now(), looked=looked, drafts=drafts, prepared=prepared)
