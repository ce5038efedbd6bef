"""Which dated row a run opens with: its first that takes place, or its first at all where none does."""

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from events.models.performance import Performance
from events.models.run import Run
from events.models.words import MOMENTS, NOT_TAKING_PLACE


def is_opening() -> ColumnElement[bool]:
    """The condition that nothing of the row's run comes before it; what is cancelled or postponed counts before its like.

    It asks by the Run that is joined, so that a database looks for earlier rows only where the run itself is wanted.
    """
    earlier = aliased(Performance)
    return ~exists().where(
        earlier.run_id == Run.id,
        earlier.published_at.is_not(None),
        earlier.form.not_in(MOMENTS),
        earlier.day <= Performance.day,
        or_(
            earlier.starts_at < Performance.starts_at,
            and_(earlier.starts_at == Performance.starts_at, earlier.id < Performance.id),
        ),
        or_(earlier.status.not_in(NOT_TAKING_PLACE), Performance.status.in_(NOT_TAKING_PLACE)),
    ).correlate(Performance, Run)


def opening_id() -> ColumnElement[int]:
    """The key of the opening of the Run of the statement around it, found by index however long the run is."""
    return func.coalesce(_first(takes_place=True), _first(takes_place=False))


def first_showing_id() -> ScalarSelect[int]:
    """The key of the first row of the Run around it that takes place."""
    return _first(takes_place=True)


def _first(*, takes_place: bool) -> ScalarSelect[int]:
    row = aliased(Performance)
    query = select(row.id).where(row.run_id == Run.id, row.published_at.is_not(None), row.form.not_in(MOMENTS))
    if takes_place:
        query = query.where(row.status.not_in(NOT_TAKING_PLACE))
    return query.order_by(row.day, row.starts_at, row.id).limit(1).correlate(Run).scalar_subquery()
