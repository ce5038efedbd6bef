"""Making the archive of an export: written beside its place and moved there whole; its progress is told now and then."""

from pathlib import Path

from core import clock
from core.clock import local
from core.db import committing
from core.logs import log
from core.web import settings
from portal.archive import archive
from portal.exporting import files_of
from portal.queries import exports as stored
from portal.services import exports


def file_of(key: int) -> Path:
    """Where the archive of an export lies."""
    return settings().data_folder / "exports" / f"{key}.zip"


def pack(key: int) -> None:
    """Make the archive of a claimed export. What breaks off is logged, leaves no file, and is tried again."""
    path = file_of(key)
    beside = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        size = _written(key, beside)
        beside.replace(path)
        with committing():
            row = stored.export_by_key(key)
            if row is not None:
                exports.finish(row, size, at=clock.now())
    except Exception as error:  # noqa: BLE001 - one export that breaks must not hold up the others
        log.error("export broke off", export=key, exc_info=error)
        with committing():
            row = stored.export_by_key(key)
            if row is not None:
                exports.give_up(row, at=clock.now())
    finally:
        beside.unlink(missing_ok=True)


def _written(key: int, path: Path) -> int:
    """The size of what was written, in bytes."""
    row = stored.export_by_key(key)
    owner = row.organisation_id if row is not None else 0
    at, config, done = clock.now(), settings(), 0

    def told(dates: int) -> None:
        nonlocal done
        done += dates
        with committing():
            now_row = stored.export_by_key(key)
            if now_row is not None:
                exports.note_progress(now_row, done, at=clock.now())

    with path.open("wb") as file:
        files = files_of(owner, at=at, folder=config.data_folder, base=config.public_base_url, told=told)
        return sum(file.write(chunk) for chunk in archive(files, local(at)))


def drop(keys: list[int]) -> None:
    """Remove the files of exports that were forgotten."""
    for key in keys:
        file_of(key).unlink(missing_ok=True)
