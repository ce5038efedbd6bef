"""Import a table or a calendar: send it, look at what it would make, confirm, see it done, take it back."""

from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired, takes_files
from core.text import clean_line
from core.web import link
from events.intake.columns import Column, digest_of_headings
from events.intake.sheets import template
from events.intake.table import MOST_BYTES
from events.models.intake import IntakeKind, IntakeState
from events.queries import intake as queries
from events.services import intake as deeds
from feeds import importing, receiving
from feeds.manage.blueprint import bp, own_intake, page, said
from feeds.manage.proposals import open_proposals
from feeds.manage.shown import preview_rows, problem_lines, results
from feeds.receiving import Reading
from venues.places import Places
from venues.queries import houses

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENVELOPE = 2**20
LONGEST_NAME = 120


@bp.page("/desk/<slug:organisation>/import", endpoint="imports", methods=["GET", "POST"])
@takes_files(MOST_BYTES + ENVELOPE, largest=MOST_BYTES)
@member(Role.EDITOR)
def imports(organisation: Organisation) -> BaseResponse | str:
    """What was imported, and the form to send a file."""
    error = ""
    if request.method == "POST":
        answer = _take(organisation, request.files.get("file"))
        if not isinstance(answer, str):
            return answer
        error = answer
    rows = queries.intakes_of(organisation.id)
    return page(
        "imports.html", gettext("Imports"), organisation, rows=rows, error=error, sources=queries.sources_of(organisation.id),
        proposals=len(open_proposals(organisation)),
    )


def _take(organisation: Organisation, file: FileStorage | None) -> BaseResponse | str:
    """Read a file and go to its preview; else what is wrong with it."""
    content = file.read(MOST_BYTES + 1) if file else b""
    if is_expired():
        return gettext("This form had been open for too long, so it was not sent. Choose the file again.")
    if file is None or not file.filename:
        return gettext("Choose a file first.")
    name = clean_line(file.filename)[-LONGEST_NAME:]
    reading = _read(organisation, content, name)
    at = clock.now()
    with committing():
        row = deeds.begin(organisation, reading.kind, at=at, actor=actor(), file_name=name, headings=list(reading.headings),
                          mapping=dict(reading.mapping), content=content if reading.headings else None)
        deeds.note_reading(row, reading.listings, reading.problems, reading.warnings, refused=reading.refused)
        key = row.id
    return redirect(link("imports.one", organisation=organisation.slug, key=key), 303)


def _read(organisation: Organisation, content: bytes, name: str) -> Reading:
    places, today = Places(houses()), clock.today()
    if receiving.kind_of(content, name) is IntakeKind.CALENDAR:
        return receiving.calendar_read(content, places, today=today)
    table = receiving.table_of(content, name)
    if isinstance(table, Reading):
        return table
    known = queries.mapping_of(organisation.id, digest_of_headings(table["headings"]))
    return receiving.table_read(table, places, today=today, mapping=known.mapping if known else None)


@bp.page("/desk/<slug:organisation>/import/template.xlsx", endpoint="template")
@member(Role.EDITOR)
def template_file(organisation: Organisation) -> Response:
    """The table to fill in."""
    del organisation
    answer = Response(template(), content_type=XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=delta-window-template.xlsx"
    return answer


@bp.page("/desk/<slug:organisation>/import/<key:key>", endpoint="one")
@member(Role.EDITOR)
def one(organisation: Organisation, key: int) -> str:
    """One import: its preview, its progress or its result."""
    row = own_intake(organisation, key, whole=True)
    is_table = row.kind is IntakeKind.SHEET
    values: dict[str, Any] = {
        "row": row, "state": row.state.value, "problems": problem_lines(row.problems, is_table=is_table),
        "warnings": problem_lines(row.warnings, is_table=is_table),
    }
    if row.state is IntakeState.PREVIEW:
        values |= preview_rows(row, organisation)
        return page("preview.html", gettext("Look before you import"), organisation, **values)
    return page("result.html", gettext("Import"), organisation, **values, **results(row, organisation))


@bp.page("/desk/<slug:organisation>/import/<key:key>/columns", endpoint="columns", methods=["POST"])
@member(Role.EDITOR)
def columns(organisation: Organisation, key: int) -> BaseResponse:
    """Say which column is which; the rows are read anew, and the mapping is remembered."""
    row = own_intake(organisation, key, whole=True)
    back = redirect(link("imports.one", organisation=organisation.slug, key=key), 303)
    if not row.content or row.state is not IntakeState.PREVIEW:
        return back
    chosen = [request.form.get(f"column-{number}", "") for number in range(len(row.headings))]
    mapping = {str(number): name for number, name in enumerate(chosen) if name in set(Column)}
    table = receiving.table_of(row.content, row.file_name)
    if isinstance(table, Reading):
        return back
    reading = receiving.table_read(table, Places(houses()), today=clock.today(), mapping=mapping or {"-": "-"})
    try:
        with committing():
            again = own_intake(organisation, key, whole=True)
            deeds.remember_mapping(again, reading.mapping, reading.digest, at=clock.now())
            deeds.note_reading(again, reading.listings, reading.problems, reading.warnings)
    except Refused as refused:
        flash(said(refused), "problem")
    return back


@bp.page("/desk/<slug:organisation>/import/<key:key>/confirm", endpoint="confirm", methods=["POST"])
@member(Role.EDITOR)
def confirm(organisation: Organisation, key: int) -> BaseResponse:
    """Import it: a small one at once, a large one by the worker."""
    _clear(organisation)
    try:
        with committing():
            row = own_intake(organisation, key)
            is_new, is_small = deeds.confirm(row, at=clock.now(), actor=actor()), row.total <= importing.AT_ONCE
            if is_new and is_small:
                deeds.take(row, at=clock.now())
        if is_new and is_small:
            for step in importing.steps(key, clock.now):
                with committing():
                    step()
    except Refused as refused:
        flash(said(refused), "problem")
    return redirect(link("imports.one", organisation=organisation.slug, key=key), 303)


def _clear(organisation: Organisation) -> None:
    """Remove what taking imports back left unseen: else its dates would be taken for known, and not be written."""
    for undone in queries.undone_intakes(organisation.id):
        swept = 1
        while swept:
            with committing():
                swept = deeds.sweep(undone)


@bp.page("/desk/<slug:organisation>/import/<key:key>/undo", endpoint="undo", methods=["POST"])
@member(Role.EDITOR)
def undo(organisation: Organisation, key: int) -> BaseResponse:
    """Take its drafts back."""
    try:
        with committing():
            gone = deeds.undo(own_intake(organisation, key), at=clock.now(), actor=actor())
        flash(gettext("%(count)d drafts were taken back. What was published stays.", count=gone), "done")
    except Refused as refused:
        flash(said(refused), "problem")
    return redirect(link("imports.one", organisation=organisation.slug, key=key), 303)
