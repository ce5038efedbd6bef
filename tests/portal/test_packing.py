"""The archive of an export on the disk: for nobody else on the machine."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from core.db import session
from core.web import settings
from portal.models import Export
from portal.packing import file_of
from tests.factories import accounts
from tests.factories.browsing import post, token_in


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folder_and_file_are_read_by_nobody_else(app: Flask) -> None:
    owner = accounts.member_client(app, accounts.organisation("ours"))
    folder = settings().data_folder / "exports"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    post(owner, "/desk/ours/export", {"csrf_token": token_in(owner.get("/desk/ours/export").text)}, status=303)
    assert "/desk/ours/export/" in owner.get("/desk/ours/export").text
    made = file_of(session.scalars(select(Export.id)).one())
    assert (mode_of(folder), mode_of(made)) == (0o700, 0o600)
