"""What was done in an organisation's name or to it: its own rows of the audit trail, as a page and as a table."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

from flask import Response, current_app, request, stream_with_context
from flask_babel import gettext

from accounts.manage.blueprint import bp, page
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.models.trail import TrailEntry
from accounts.queries import oversight
from accounts.session import member
from accounts.trail_words import UNTOLD, Vocabulary
from core.clock import local

LARGEST = 2**31 - 1
HEADER = ("at", "deed", "by", "via", "subject", "subject_id", "before", "after", "reason")
# A spreadsheet takes these for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@bp.page("/desk/<slug:organisation>/trail", endpoint="trail")
@member(Role.EDITOR)
def trail(organisation: Organisation) -> str:
    """Fifty entries, the latest first; narrowed to one deed where that is asked for."""
    words = Vocabulary(current_app.extensions["trail_words"])
    deeds = oversight.deeds_in_trail_of(organisation.id)
    asked = request.args.get("deed", "")
    deed = asked if asked in deeds else ""
    stated = request.args.get("before", "")
    before = int(stated) if stated.isdecimal() and len(stated) < 11 else LARGEST
    rows = oversight.trail_of(organisation.id, before=min(before, LARGEST), deed=deed, limit=oversight.A_PAGE + 1)
    persons = _persons(rows)
    return page(
        "accounts/house/trail.html", gettext("Trail"), organisation=organisation, place="trail", rows=rows[: oversight.A_PAGE],
        following=rows[oversight.A_PAGE - 1].id if len(rows) > oversight.A_PAGE else 0, deed=deed, words=words.deed,
        deeds=sorted(((each, words.deed(each)) for each in deeds), key=lambda pair: pair[1]), by=by,
        told=lambda row: told(row, persons, words), things=words.things(organisation.id, rows),
    )


def by(row: TrailEntry) -> str:
    """Who did it, as the page says it."""
    if row.person_id is None:
        return gettext("the site")
    return row.person.name if row.person and row.person.closed_at is None else gettext("a former member")


def told(row: TrailEntry, persons: Mapping[int, str], words: Vocabulary) -> list[tuple[str, str, str]]:
    """What changed: name, before, after. `persons` gives the names of those that entries name by key."""
    names = sorted({*row.before, *row.after} - UNTOLD)
    said = [
        (words.field(name), words.value(name, row.before.get(name), persons), words.value(name, row.after.get(name), persons))
        for name in names
    ]
    return [each for each in said if each[1] != each[2]]


def _persons(rows: Sequence[TrailEntry]) -> dict[int, str]:
    keys = {each.get("person") for row in rows for each in (row.before, row.after)}
    return oversight.names_of([key for key in keys if isinstance(key, int)])


@bp.page("/desk/<slug:organisation>/trail.csv", endpoint="trail_csv")
@member(Role.EDITOR)
def trail_csv(organisation: Organisation) -> Response:
    """All of it as a table, read and sent a few hundred rows at a time."""
    key, slug = organisation.id, organisation.slug
    response = Response(stream_with_context(_lines(key)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-trail.csv"'
    return response


def _lines(organisation_id: int) -> Iterator[str]:
    yield "\ufeff" + _line(HEADER)  # spreadsheets read UTF-8 with it
    for row in oversight.whole_trail_of(organisation_id):
        yield _line((
            local(row.at).isoformat(timespec="seconds"), row.deed, by(row), row.via, row.subject, str(row.subject_id or ""),
            json.dumps(row.before, ensure_ascii=False), json.dumps(row.after, ensure_ascii=False), row.reason,
        ))


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return written.getvalue()
