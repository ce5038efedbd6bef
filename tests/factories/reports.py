"""Delivery reports and complaints as mail servers write them."""

from core import clock
from core.db import committing, session
from notices.channels.mail import mark_of
from notices.models.delivery import Delivery, Fate


def letter(mail: str = "reader@example.org", **facts: object) -> Delivery:
    """A letter that went out."""
    at = clock.now()
    row = Delivery(
        **{
            "key": f"letter:{mail}:{session.query(Delivery).count()}", "kind": "deed", "mail": mail, "language": "zh",
            "facts": {}, "made_at": at, "due_at": at, "turn_at": at, "over_at": at, "fate": Fate.SENT, **facts,
        }
    )
    with committing():
        session.add(row)
    return row


def message_id(row: Delivery) -> str:
    """The Message-ID that it bears."""
    return f"<n{row.id}.{mark_of(row.kind, row.id)}@window.example>"


def delivery_report(
    about: str, *, action: str = "failed", status: str = "5.1.1", returned: str = "message/rfc822",
    recipient: str = "reader@example.org",
) -> bytes:
    """A report of RFC 3464, as Postfix writes it."""
    return f"""\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: noreply@window.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="AAA/mx.example.org"

This is a MIME-encapsulated message.

--AAA/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--AAA/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F1BC
Arrival-Date: Sat, 21 Nov 2026 11:58:00 +0800 (CST)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--AAA/mx.example.org
Content-Description: Undelivered Message
Content-Type: {returned}

From: Delta Window <noreply@window.example>
To: {recipient}
Subject: =?utf-8?b?5pS55pyf?=
Message-ID: {about}
Content-Type: text/plain

Hello
--AAA/mx.example.org--
""".replace("\n", "\r\n").encode()


def complaint(about: str, kind: str = "abuse") -> bytes:
    """A report of RFC 5965, as providers send it."""
    return f"""\
From: <abusedesk@provider.example>
To: <noreply@window.example>
Subject: FW: Improv
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
\tboundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: <noreply@window.example>
Received: from mailserver.example.net by provider.example
To: <reader@example.org>
Subject: Improv
Message-ID: {about}

Hello
--part1_13d.2e68ed54_boundary--
""".replace("\n", "\r\n").encode()
