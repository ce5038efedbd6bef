"""A mail as real parsers read it: parts, headers of one click, invitations, and nothing that somebody wrote in a header."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from accounts.letter_kinds import LetterKind
from accounts.services import telling as letters
from core import clock
from core.db import committing, session
from core.web import settings
from notices import registry
from notices.channels.channel import Attachment, Message
from notices.channels.mail import mail_of
from notices.doors_links import UNSUBSCRIBE, mailbox_hash, stated
from notices.jobs import fanning, sending
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from tests.factories import telling

INVITATION = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//trial//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:one\r\nSEQUENCE:0\r\n"
    "DTSTAMP:20261121T040000Z\r\nDTSTART:20261201T113000Z\r\nSUMMARY:长桥\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


@pytest.fixture(autouse=True)
def _app(app: Any) -> Iterator[None]:
    with telling.trial_known():
        yield


def message(**more: Any) -> Message:
    values = {"to": "reader@mail.example", "subject": "长桥 · 新时间", "body": "正文。\n"} | more
    return Message(number=7, kind="trial", language="zh", made_at=clock.now(), **values)


def read(mail: bytes) -> EmailMessage:
    found = message_from_bytes(mail, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not [each for part in found.walk() for each in part.defects]
    return found


def sent() -> EmailMessage:
    sending.send_due()
    (path,) = settings().mail_folder.glob("*.eml")
    return read(path.read_bytes())


def test_it_has_text_and_html_and_says_who_when_and_in_which_language() -> None:
    mail = read(mail_of(message()))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert (str(mail["To"]), str(mail["Subject"])) == ("reader@mail.example", "长桥 · 新时间")
    assert str(mail["From"]) == "长三角之窗 <noreply@window.example>"
    assert mail["Date"].datetime == clock.now()
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("zh-CN", "auto-generated")
    assert mail["List-Unsubscribe"] is None


def test_every_line_of_a_mail_is_short_enough_and_ends_as_it_should() -> None:
    address = f"https://window.example/unsubscribe/{'x' * 300}"
    mail = mail_of(message(subject="长三角" * 60, body="一" * 5_000, unsubscribe=address))
    lines = mail.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) < 998
    assert str(read(mail)["Subject"]) == "长三角" * 60
    assert read(mail)["List-Unsubscribe"] == f"<{address}>"


def test_a_second_try_is_the_same_letter_to_the_byte() -> None:
    first = message(attachments=(Attachment(name="x.ics", content_type="text/calendar", body=INVITATION),))
    again = replace(first)
    with clock.standing_still(clock.now() + timedelta(days=1)):
        assert mail_of(replace(again, made_at=clock.now() - timedelta(days=1))) == mail_of(first)


def test_line_breaks_and_markup_reach_no_header_and_no_link() -> None:
    mail = read(mail_of(message(subject="x\r\nBcc: evil@evil.example\r\n\r\n<b>", body="<script>x</script> evil.example\n")))
    assert mail["Bcc"] is None
    assert str(mail["Subject"]) == "x Bcc: evil@evil.example <b>"
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()
    assert "href" not in html.get_content()


def test_an_invitation_stands_where_mail_programs_look_for_it() -> None:
    invitation = Attachment(name="长桥.ics", content_type="text/calendar", body=INVITATION, method="REQUEST")
    mail = read(mail_of(message(attachments=(invitation,))))
    assert mail.get_content_type() == "multipart/mixed"
    texts, file = mail.iter_parts()
    assert [part.get_content_type() for part in texts.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    calendar = list(texts.iter_parts())[-1]
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "长桥.ics")
    for part in (calendar, file):
        body = part.get_payload(decode=True)
        assert isinstance(body, bytes)
        assert Calendar.from_ical(body)["METHOD"] == "REQUEST"
        assert body == INVITATION


def test_a_notice_can_be_stopped_by_one_click_and_by_eye() -> None:
    telling.follower("lin@example.org", language="en")
    telling.notice()
    fanning.fan_out()
    mail = sent()
    row = session.scalars(select(Delivery)).one()
    address = str(mail["List-Unsubscribe"]).strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stated(UNSUBSCRIBE, address.rpartition("/")[2], int, str) == [row.id, mailbox_hash("lin@example.org")]
    text = mail.get_body(("plain",))
    assert text is not None
    lines = text.get_content().strip().splitlines()
    assert lines[-2] == f"To get no more letters about what brought this one: {address}"
    assert lines[-1].startswith("All that you follow, and how you hear of it: https://window.example/en/following/by/")


@pytest.mark.parametrize("may_be_stopped", [True, False])
def test_single_letters_name_a_way_out_where_there_is_one(may_be_stopped: bool) -> None:
    kind = LetterKind(code="trial", words=lambda: "Trial", may_be_stopped=may_be_stopped)
    registry.fill(followables=(), notice_kinds=(), letter_kinds=(kind,))
    with committing():
        letters.tell("trial", at=clock.now(), to="lin@example.org", key="a")
    mail = sent()
    assert (mail["List-Unsubscribe"] is not None) is may_be_stopped
    text = mail.get_body(("plain",))
    assert text is not None
    assert ("/unsubscribe/" in text.get_content()) is may_be_stopped
    assert "/following" not in text.get_content()


@pytest.mark.parametrize(("language", "begins"), [("zh", "（广告）"), ("en", "（广告）")])
def test_what_promotes_says_so(language: str, begins: str) -> None:
    telling.follower(language=language)
    telling.notice()
    fanning.fan_out()
    with committing():
        session.execute(update(Delivery).values(is_promotional=True))
    assert str(sent()["Subject"]).startswith(begins)


def test_a_reader_of_english_reads_english() -> None:
    telling.follower(language="en")
    telling.notice(name="Lin Zhou")
    fanning.fan_out()
    mail = sent()
    assert str(mail["Subject"]) == "A trial letter from Delta Window"
    assert str(mail["From"]) == "Delta Window <noreply@window.example>"
    assert session.scalars(select(Notice.readers)).one() == 1
