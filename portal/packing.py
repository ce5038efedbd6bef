"""Making the archive of an export: written beside its place and moved there whole. The steps are short transactions of the
door's; what lies between reads and writes, and holds nothing."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from accounts.access import found
from core import clock
from core.clock import local
from core.web import settings
from portal.archive import archive
from portal.exporting import files_of
from portal.queries import exports as stored
from portal.services import exports

Step = Callable[[], None]
# Drafts, papers and names of people: for nobody else on this machine.
FOLDER_MODE, FILE_MODE = 0o700, 0o600


def file_of(key: int) -> Path:
    """Where the archive of an export lies."""
    return settings().data_folder / "exports" / f"{key}.zip"


def steps(key: int) -> Iterator[Step]:
    """Everything that making the archive of a claimed export takes; one that breaks off leaves no file."""
    path = file_of(key)
    beside = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    path.parent.chmod(FOLDER_MODE)  # one that stands from before
    try:
        yield from _written(key, beside)
        size = beside.stat().st_size
        beside.replace(path)
        yield partial(_finish, key, size)
    finally:
        beside.unlink(missing_ok=True)


def _written(key: int, path: Path) -> Iterator[Step]:
    """Write it; a step says how far it is, whenever some hundred dates are done."""
    owner = found(stored.export_by_key(key)).organisation_id
    at, config, done, told = clock.now(), settings(), list[int](), 0
    files = files_of(owner, at=at, folder=config.data_folder, base=config.public_base_url, told=done.append)
    path.unlink(missing_ok=True)  # what broke off keeps the mode that it had
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, FILE_MODE), "wb") as file:
        for chunk in archive(files, local(at)):
            file.write(chunk)
            if len(done) > told:
                told = len(done)
                yield partial(_note, key, sum(done))


def _note(key: int, done: int) -> None:
    exports.note_progress(found(stored.export_by_key(key)), done, at=clock.now())


def _finish(key: int, size: int) -> None:
    exports.finish(found(stored.export_by_key(key)), size, at=clock.now())


def drop(keys: Sequence[int]) -> None:
    """Remove the files of exports that were forgotten."""
    for key in keys:
        file_of(key).unlink(missing_ok=True)
