"""What is kept no longer than accounts/retention.py says."""

from datetime import datetime

from sqlalchemy import delete

from accounts.models.person import SignUp
from accounts.queries import own
from accounts.retention import UNCONFIRMED, WANTED_MAIL
from accounts.services import people, signins
from core.db import session

A_RUN = 500


def forget(*, at: datetime) -> int:
    """Drop what is over; answers how many rows went or were emptied. At most some hundred a run, the next goes on."""
    unconfirmed = own.unconfirmed_since(at - UNCONFIRMED, A_RUN)
    for person in unconfirmed:
        people.remove_unconfirmed(person, at=at)
    # The person stays while a later sign-up at the address still waits.
    session.execute(delete(SignUp).where(SignUp.made_at <= at - UNCONFIRMED))
    waiting = own.wanting_since(at - WANTED_MAIL, A_RUN)
    for person in waiting:
        person.mail_wanted, person.mail_wanted_at = "", None
    return len(unconfirmed) + len(waiting) + signins.forget_old(at=at)
