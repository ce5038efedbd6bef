"""Reports as mail servers write them, and everything else that arrives in such a mailbox."""

import pytest

from notices.bounces.reports import Fact, LetterId, Report, letter_id, read
from tests.factories.reports import complaint, delivery_report

ID = "<n12.0123456789abcdef@window.example>"
LETTER = LetterId(12, "0123456789abcdef", "window.example")


@pytest.mark.parametrize(("raw", "report"), [
    (delivery_report(ID), Report(Fact.BOUNCE, LETTER, "5.1.1")),
    (delivery_report(ID, status="5.2.2 (mailbox full)"), Report(Fact.BOUNCE, LETTER, "5.2.2")),
    (delivery_report(ID, status="4.4.7"), Report(Fact.BOUNCE, LETTER, "4.4.7")),
    (delivery_report(ID, status="nonsense"), Report(Fact.BOUNCE, LETTER, "")),
    (delivery_report(ID, action="Failed", returned="text/rfc822-headers"), Report(Fact.BOUNCE, LETTER, "5.1.1")),
    (delivery_report(ID, action="delivered", status="2.1.5"), Report(Fact.DELIVERED, LETTER, "2.1.5")),
    (complaint(ID), Report(Fact.COMPLAINT, LETTER)), (complaint(ID, "opt-out"), Report(Fact.COMPLAINT, LETTER)),
])
def test_what_is_reported(raw: bytes, report: Report) -> None:
    assert read(raw) == report


AWAY = (
    b"From: reader@example.org\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: " + ID.encode()
    + b"\r\n\r\n5.1.1"
)
OURS = b"From: noreply@window.example\r\nMessage-ID: " + ID.encode() + b"\r\n\r\nHello"
BOX = b"Content-Type: multipart/report; boundary=b\r\n\r\n"


@pytest.mark.parametrize("raw", [
    b"", b"\0" * 1_000, AWAY, OURS, BOX, BOX + b"--b\r\nContent-Type: message/delivery-status\r\n\r\n",
    delivery_report(ID, action="delayed", status="4.4.1"), delivery_report(ID, action="expanded"), complaint(ID, "not-spam"),
    complaint(ID, ""), delivery_report("<somebody@else.example>"), delivery_report(""), delivery_report("<n12@window.example>"),
    delivery_report("<n12.0123456789ABCDEF@window.example>"), delivery_report(f"<n{'9' * 30}.0123456789abcdef@window.example>"),
    delivery_report(ID).replace(b"multipart/report", b"multipart/mixed"),
    delivery_report(ID).replace(b"message/delivery-status", b"text/plain"),
    b"Content-Type: multipart/report; boundary=\"\r\n\r\n--\r\n", b"Content-Type: multipart/report; charset*=x'y'%ff\r\n\r\n",
])
def test_what_is_no_report(raw: bytes) -> None:
    assert read(raw) is None


def nested(depth: int) -> bytes:
    """Reports in reports in reports."""
    heads = b"".join(b"Content-Type: multipart/report; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(depth))
    return heads + delivery_report(ID)


def test_nested_and_huge_mails_end_soon() -> None:
    for raw in (
        nested(2), nested(5_000), delivery_report(ID) + b"x" * 50_000_000, BOX + b"--b\r\n\r\n" * 200_000,
        BOX + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
        b"X: y\r\n" * 200_000, b"Content-Type: multipart/report; " + b"a*1=b; " * 30_000 + b"\r\n\r\n",
    ):
        assert read(raw) in {None, Report(Fact.BOUNCE, LETTER, "5.1.1")}


def test_a_letter_within_the_letter_counts_for_nothing() -> None:
    """Somebody's mail to us may quote a letter of ours; only what the report itself returns is looked at."""
    quoted = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: " + ID.encode()
    inner = delivery_report("<other@else.example>").replace(b"Hello", quoted)
    assert read(inner) is None


@pytest.mark.parametrize("text", [
    "", "n12.0123456789abcdef@window.example", ID + "\r\nX: y", "<n0.0123456789abcdef@window.example>",
    "<n12.0123@window.example>", "<n12.0123456789abcdef@win dow>",
])
def test_what_is_no_id_of_ours(text: str) -> None:
    assert letter_id(text) is None
