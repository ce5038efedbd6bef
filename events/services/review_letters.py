"""What an organisation hears of its submissions: that it came in, what was decided, what to do next."""

from datetime import datetime
from typing import Any

from accounts.models.organisation import Organisation
from accounts.queries import people
from accounts.services.telling import tell
from core.language import clock_words, day_words
from core.types import Bilingual
from events.models.event import Event
from events.models.submission import Submission


def both(text: Bilingual) -> dict[str, str]:
    """A text for a letter, in either language."""
    return {"zh": text.in_language("zh"), "en": text.in_language("en")}


def _moment(moment: datetime) -> dict[str, str]:
    return {"zh": f"{day_words(moment, 'zh')}{clock_words(moment)}", "en": f"{day_words(moment, 'en')}, {clock_words(moment)}"}


def _facts(event: Event, organisation: Organisation) -> dict[str, Any]:
    return {"title": both(event.title), "event": event.slug, "listing": event.id, "organisation": organisation.slug}


def tell_received(submission: Submission, event: Event, organisation: Organisation, *, at: datetime) -> None:
    """It came in, and an answer is promised; or it is public at once."""
    facts = _facts(event, organisation) | {
        "promised": _moment(submission.promised_by), "is_public": submission.is_after,
        "is_appeal": submission.appeal_of_id is not None, "is_of_edits": submission.is_of_edits or submission.is_proposal,
    }
    _tell("review_received", f"received:{submission.id}", facts, organisation, at=at)


def tell_decided(submission: Submission, event: Event, organisation: Organisation, *, at: datetime) -> None:
    """What was decided, why, and what to do next."""
    facts = _facts(event, organisation) | {
        "decision": submission.decision.value if submission.decision else "", "reason": both(submission.reason),
        "is_after": submission.is_after, "is_appeal": submission.appeal_of_id is not None,
        "is_of_edits": submission.is_of_edits or submission.is_proposal,
    }
    _tell("review_decided", f"decided:{submission.id}", facts, organisation, at=at)


def tell_taken_back(event: Event, organisation: Organisation, reason: Bilingual, *, at: datetime) -> None:
    """A public listing was taken back: its people and the desk hear of it."""
    facts = _facts(event, organisation) | {"reason": both(reason)}
    key = f"taken_back:{event.id}:{at.isoformat()}"
    _tell("listing_withdrawn", key, facts, organisation, at=at)
    for person in people.staff_to_tell(at):
        tell("listing_withdrawn", at=at, to=person, key=f"{key}:{person.id}", facts=facts)


def tell_of_stale(event: Event, organisation: Organisation, number: int, *, at: datetime) -> None:
    """A new title: the approvals of so many dates no longer hold (R5)."""
    facts = _facts(event, organisation) | {"number": number}
    _tell("approvals_stale", f"approvals_stale:{event.id}:{at.isoformat()}", facts, organisation, at=at)


def _tell(kind: str, key: str, facts: dict[str, Any], organisation: Organisation, *, at: datetime) -> None:
    for person in people.people_to_tell(organisation.id, at):
        tell(kind, at=at, to=person, key=f"{key}:{person.id}", facts=facts, organisation_id=organisation.id)
