"""Delivery reports and complaints are read from the mailbox that the settings name. No transaction is open meanwhile."""

import time

from core import clock
from core.db import committing
from core.jobs import Job
from core.web import settings
from notices.bounces import mailboxes, reports
from notices.bounces.mailboxes import Mailbox
from notices.channels.mail import mark_of
from notices.services import bounces

EVERY_S = 60
BUDGET_S = 40
A_RUN = 200


def read_reports() -> None:
    """Look at what arrived; each mail once. `MailboxShut` where the mailbox cannot be read."""
    address = settings().bounce_mailbox
    if address:
        with mailboxes.opened(address) as mailbox:
            look_through(mailbox)


def look_through(mailbox: Mailbox) -> None:
    """Take in the reports among the mails that were not looked at yet. One that dies in between is looked at again, and counts
    once all the same."""
    until = time.monotonic() + BUDGET_S
    for name in mailbox.names(A_RUN):
        if time.monotonic() > until:
            break
        report = reports.read(mailbox.raw(name))
        if report is not None:
            with committing():
                bounces.note_of_letter(
                    report.letter, report.fact, report.code, host=settings().public_host, marked=mark_of, at=clock.now()
                )
        mailbox.done(name)


JOBS = [Job(name="notices.read_reports", run=read_reports, every_s=EVERY_S)]
