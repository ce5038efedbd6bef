"""An organisation with a listing of its own, and deeds of the change desk."""

import re
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.actor import Actor
from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.change import Change
from events.models.deed import Cause, Deed, DeedKind
from events.models.performance import Approval, Performance
from events.models.run import Run
from events.models.words import ApprovalState
from events.queries import deeds as queries
from events.services import deeds
from tests.factories import events, venues

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
EVENING = time(19, 30)
WORDS = Bilingual("主演受伤。", "The leading actor is hurt.")
_tokens = count(1)


def listing(
    owner: Organisation | None, slug: str = "the-long-bridge", *, dates: int = 3, first_in: int = 7, is_public: bool = True,
    run_facts: dict[str, Any] | None = None, **facts: Any,
) -> list[Performance]:
    """An organisation's listing with its dates, in a hall of a house of its own: one a day, the first in `first_in` days."""
    house = venues.venue(f"{slug}-house")
    hall = venues.hall(house)
    of: dict[str, Any] = {"owner_id": owner.id, "organiser_id": owner.id} if owner else {}
    whole = events.event(slug, publish=is_public, **(of | facts))
    where: dict[str, Any] = {"venue_id": house.id, "hall_id": hall.id, "city": house.city, "age_min": 6}
    stay = events.run(whole, **(where | (run_facts or {})))
    first = clock.today() + timedelta(days=first_in)
    return [
        events.performance(stay, starts_at=clock.at_local(first + timedelta(days=each), EVENING), publish=is_public)
        for each in range(dates)
    ]


def approved(*rows: Performance) -> None:
    """Give dates an approval that holds, and their run a seller."""
    with committing():
        for row in rows:
            mine = session.get_one(Performance, row.id)
            mine.approvals.append(
                Approval(state=ApprovalState.APPROVED, number="沪文演〔2026〕1号", recorded_at=clock.now())
            )
            run = session.get_one(Run, row.run_id)
            run.seller_zh, run.seller_en, run.seller_url = "票务甲", "Seller A", "https://tickets.example/1"


def ready(*rows: Performance) -> None:
    """Give dates what a listing needs before it can be handed in: approvals with their numbers."""
    with committing():
        for row in rows:
            approval = Approval(state=ApprovalState.APPROVED, number="沪文演〔2026〕1号", recorded_at=clock.now())
            session.get_one(Performance, row.id).approvals.append(approval)


def change(kind: DeedKind = DeedKind.CANCEL, **facts: Any) -> Change:
    """What is wanted; illness unless stated."""
    stated: dict[str, Any] = {"cause": Cause.ILLNESS, "words": WORDS, "token": f"token-{next(_tokens)}"} | facts
    return Change(kind=kind, **stated)


def acting(person_id: int | None = None) -> Actor:
    """Somebody who does a deed."""
    return Actor(person_id=person_id)


def done(*rows: Performance, at: datetime | None = None, actor: Actor | None = None, **facts: Any) -> Deed:
    """A deed on these dates, committed."""
    with committing():
        chosen = queries.dates_of(rows[0].run.event_id, [row.id for row in rows], to_change=True)
        deed = deeds.do(chosen[0].run.event, chosen, change(**facts), at=at or clock.now(), actor=actor or acting())
    return deed


def token_in(page: str) -> str:
    """The token of the first form of a page."""
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def hidden(page: str) -> dict[str, list[str]]:
    """The hidden fields of a page's main form (class form)."""
    form = page.partition('class="form')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name.group(1), []).append(value.group(1) if value else "")
    return found


def send(client: FlaskClient, path: str, page: str = "", **fields: Any) -> TestResponse:
    """Send a form as a browser does: with the hidden fields of `page`, or a token alone."""
    data: dict[str, Any] = dict(hidden(page)) if page else {}
    data.setdefault("csrf_token", [token_in(page or client.get("/account/sign-in").text)])
    data |= fields
    return client.post(path, data=data, headers=FROM_HERE)
