"""The bytes of a table, Excel's or CSV, as rows of plain values: read in a child process, capped before and while reading."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from core.decoding import Undecodable, decode
from events.intake.cells import LONGEST_CELL, text_of
from events.intake.columns import MOST_COLUMNS, guessed

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 120 * 2**20
MOST_PARTS = 1_000
MOST_ROWS = 6_000
LOOKED_AT_FOR_HEADINGS = 10
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"MZ", b"\x7fELF")
_DELIMITERS = (",", "\t", ";", "|", "，")


class TableRefused(Exception):
    """A file of which nothing is taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(content: bytes, name: str) -> dict[str, Any]:
    """The headings and rows of a file: {"headings", "rows": [[line, [cells]]], "kind"}; `TableRefused` else.

    The content says what it is; a name that says otherwise is a lie, and refused.
    """
    kind = kind_of(content, name)
    rows = list(_filled(_workbook_rows(content) if kind == "xlsx" else _text_rows(content)))
    if not rows:
        raise TableRefused("empty")
    at = _heading_row(rows)
    filled = _filled_columns([cells for _line, cells in rows[at:]])
    kept = [(line, [cells[each] if each < len(cells) else None for each in filled]) for line, cells in rows[at:]]
    headings = [text_of(_plain(cell)) for cell in kept[0][1]]
    return {"kind": kind, "headings": headings, "rows": [[line, cells] for line, cells in kept[1:]]}


def _filled_columns(rows: Sequence[Sequence[Any]]) -> list[int]:
    """The columns in which anything stands: a sheet is often formatted, or a title merged, far beyond its table."""
    return sorted({at for cells in rows for at, cell in enumerate(cells) if cell not in (None, "")})


def kind_of(content: bytes, name: str) -> str:
    """ "xlsx" or "csv", by content."""
    if len(content) > MOST_BYTES:
        raise TableRefused("too_large")
    if not content.strip():
        raise TableRefused("empty")
    if content.startswith(_OLD_OFFICE):
        raise TableRefused("old_excel")
    ending = name.lower().rpartition(".")[2]
    if content.startswith(_ZIP):
        if ending not in {"xlsx", ""}:
            raise TableRefused("macros" if ending in {"xlsm", "xltm", "xlsb"} else "lying_name")
        _refuse_bombs(content)
        return "xlsx"
    if ending in {"xlsx", "xlsm", "xls"} or content.startswith(_OTHERS):
        raise TableRefused("lying_name")
    if content.lstrip()[:15].upper().startswith((b"<!DOCTYPE", b"<HTML", b"<?XML")):
        raise TableRefused("html")
    return "csv"


def _refuse_bombs(content: bytes) -> None:
    """What the archive says it unpacks to, and what its parts declare, before any of it is unpacked whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TableRefused("bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise TableRefused("locked")
            if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
                raise TableRefused("lying_name")
            if "xl/vbaProject.bin" in names:
                raise TableRefused("macros")
            for part in parts:
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(4_096):
                        raise TableRefused("bomb")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise TableRefused("broken") from error


def _workbook_rows(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    """The first sheet that shows something. Formulas are never computed: what Excel last computed stands in the file."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise TableRefused("empty")
        for line, row in enumerate(sheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            yield line, [_json(cell) for cell in row]
    except (TableRefused, MemoryError):
        raise
    except Exception as error:  # KeyError, ValueError, SyntaxError and others: a broken workbook
        raise TableRefused("broken") from error


def _text_rows(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        text, _encoding = decode(content)
    except Undecodable as error:
        raise TableRefused(error.code) from error
    if "\0" in text:
        raise TableRefused("lying_name")
    csv.field_size_limit(64 * 2**10)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row in lines:
            yield lines.line_num, [cell.strip()[:LONGEST_CELL] or None for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise TableRefused("broken") from error


def _delimiter(text: str) -> str:
    """What parts the columns: the sign that stands equally often, and most often, in the first lines."""
    lines = [line for line in text.splitlines()[:10] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: (min(counts[sign], default=0), sum(counts[sign])))


def _filled(rows: Iterable[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    count = empty = 0
    for line, cells in rows:
        if all(cell in (None, "") for cell in cells):
            empty += 1
            if empty > MOST_ROWS:
                return  # a sheet that was formatted down to its last line
            continue
        count += 1
        if count > MOST_ROWS:
            raise TableRefused("too_many_rows")
        yield line, cells


def _heading_row(rows: Sequence[tuple[int, list[Any]]]) -> int:
    """The row of the first ten that has the most known headings; a title may stand above it."""
    counts = [len(guessed([text_of(_plain(cell)) for cell in cells])) for _line, cells in rows[:LOOKED_AT_FOR_HEADINGS]]
    return counts.index(max(counts))


def _json(cell: Any) -> Any:
    """A cell as JSON keeps it; dates and times under a name of their kind."""
    if isinstance(cell, datetime):
        return {"moment": cell.replace(tzinfo=None).isoformat()}
    if isinstance(cell, date):
        return {"moment": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.replace(tzinfo=None).isoformat()}
    if isinstance(cell, bool) or cell is None:
        return str(cell) if cell is not None else None
    if isinstance(cell, (int, float)):
        return cell
    return str(cell)[:LONGEST_CELL].strip() or None


def _plain(cell: Any) -> Any:
    return next(iter(cell.values())) if isinstance(cell, dict) else cell


def cell_from(stored: Any) -> Any:
    """A cell out of JSON again: a moment, a time, a number, words or None."""
    if not isinstance(stored, dict):
        return stored
    if "time" in stored:
        return time.fromisoformat(stored["time"])
    return datetime.fromisoformat(stored["moment"])
