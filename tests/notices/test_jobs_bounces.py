"""The mailbox of reports: a folder of this machine, or a server; each mail is looked at once."""

from pathlib import Path

import pytest
from flask import Flask

from core.config import Settings
from core.db import session
from notices.bounces import mailboxes
from notices.bounces.mailboxes import MailboxShut
from notices.jobs import bounces
from notices.models.follower import Standing
from tests.conftest import make_settings
from tests.factories import imap_server, reports


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    """With a folder of reports."""
    return make_settings(data_folder, database_url, bounce_mailbox=f"maildir://{data_folder}/reports")


@pytest.fixture
def box(app: Flask, data_folder: Path) -> Path:
    """The folder, as a mail server makes it."""
    for name in ("new", "cur", "tmp"):
        (data_folder / "reports" / name).mkdir(parents=True)
    return data_folder / "reports"


def test_a_folder_is_read_once(box: Path) -> None:
    row = reports.letter()
    (box / "new" / "1.a.host").write_bytes(reports.delivery_report(reports.message_id(row)))
    (box / "new" / "2.b.host").write_bytes(b"Subject: Out of office\r\n\r\nBack on Monday")
    (box / "new" / "3.c.host").write_bytes(b"\0\xff" * 400_000)
    (box / "new" / "4.d.host").symlink_to("/etc/passwd")
    bounces.read_reports()
    session.refresh(row)
    assert row.bounced_at is not None
    assert sorted(each.name for each in (box / "cur").iterdir()) == ["1.a.host:2,S", "2.b.host:2,S", "3.c.host:2,S"]
    assert [each.name for each in (box / "new").iterdir()] == ["4.d.host"]
    bounces.read_reports()
    assert session.query(Standing).one().refusals == 1


def test_a_mail_that_was_not_marked_in_time_counts_once(box: Path) -> None:
    """Killed between the commit and the mark: it is looked at again, and changes nothing."""
    row = reports.letter()
    raw = reports.delivery_report(reports.message_id(row), status="5.2.2")
    for _ in range(2):
        (box / "new" / "1.a.host").write_bytes(raw)
        bounces.read_reports()
    assert session.query(Standing).one().refusals == 1


def test_a_forged_report_in_the_folder_does_nothing(box: Path) -> None:
    row = reports.letter()
    (box / "new" / "1").write_bytes(reports.complaint(f"<n{row.id}.0123456789abcdef@window.example>"))
    bounces.read_reports()
    session.refresh(row)
    assert row.complained_at is None
    assert list((box / "new").iterdir()) == []


def test_a_folder_that_is_not_there_is_said(app: Flask) -> None:
    with pytest.raises(MailboxShut):
        bounces.read_reports()


def test_a_run_ends_after_some_mails(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounces, "A_RUN", 3)
    for number in range(5):
        (box / "new" / str(number)).write_bytes(b"Subject: x\r\n\r\n")
    bounces.read_reports()
    assert len(list((box / "new").iterdir())) == 2


def test_a_server_is_read_once(app: Flask) -> None:
    row = reports.letter()
    mails = [reports.complaint(reports.message_id(row)), b"Subject: Out of office\r\n\r\n"]
    with imap_server.serving(mails) as server:
        address = f"imaps://window%40example:p%2Fw@127.0.0.1:{server.port}/Reports"
        for _ in range(2):
            with mailboxes.opened(address, imap_server.plainly) as mailbox:
                bounces.look_through(mailbox)
    session.refresh(row)
    assert row.complained_at is not None
    assert server.seen == {1, 2}
    assert server.fetched == [1, 2]
    assert server.signed_in == [("window@example", "p/w")] * 2
    assert server.selected == ["Reports"] * 2


def test_a_server_that_does_not_let_us_in_is_said(app: Flask) -> None:
    with (
        imap_server.serving([], password="another") as server, pytest.raises(MailboxShut),
        mailboxes.opened(f"imaps://a:b@127.0.0.1:{server.port}/", imap_server.plainly),
    ):
        pytest.fail("let in")
    with pytest.raises(MailboxShut), mailboxes.opened("imaps://a:b@127.0.0.1:1/", imap_server.plainly):
        pytest.fail("let in")
