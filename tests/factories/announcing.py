"""Notices that people write, with those who follow, and the browser that writes them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.performance import Performance
from events.models.words import EventKind, Status
from events.services import performances
from notices.audience_of import Audience, Circle
from notices.models.notice import Announcement, Notice
from notices.queries import announcements as queries
from notices.services import announcements as services
from notices.services.announcements import Limits, Written
from tests.factories import accounts, desk, events, following, repertoire, venues

_tokens = count(1)
EVERYBODY = Audience(Circle.EVERYBODY)
LIMITS = Limits(approval_above=500, a_day=3)
TYPED: dict[str, Any] = {
    "subject_zh": "演后谈", "body_zh": "您好，{name}。{organiser}邀您留下。", "subject_en": "A talk afterwards",
    "body_en": "Dear {name}, {organiser} invites you to stay.", "promotional": "organiser",
    "audience": "followers", "when": "now",
    "about": "", "offset": "-1440", "day": "", "clock": "",
}


def limited(app: Flask, **stated: int) -> None:
    """The site's settings say this of notices."""
    app.extensions["settings"] = replace(app.extensions["settings"], **stated)


def fan(subject: str, news: tuple[str, ...] = ("organiser",), **facts: Any) -> int:
    """Somebody who follows a thing by mail and asked for such news; answers their key."""
    row = following.follower(**facts)
    following.subscription(row, subject, news)
    return row.id


def typed(organisation: Organisation | None = None, **facts: Any) -> Written:
    """What was typed: to the followers of the organisation's page, now, unless stated."""
    subjects = (f"organiser:{organisation.id}",) if organisation else ()
    stated: dict[str, Any] = {
        "subject": Bilingual("演后谈", "A talk afterwards"), "body": Bilingual("请留下。", "Stay with us."),
        "audience": Audience(Circle.FOLLOWERS, subjects),
    }
    return Written(**stated | facts)


def draft(organisation: Organisation | None, by: Person, **facts: Any) -> Announcement:
    """A draft of somebody."""
    with committing():
        row = services.write(
            organisation.id if organisation else None, typed(organisation, **facts), token=f"token-{next(_tokens)}",
            at=clock.now(), actor=accounts.acting(by),
        )
    return row


def handed_in(organisation: Organisation | None, by: Person, *, limits: Limits = LIMITS, **facts: Any) -> Announcement:
    """One that was handed in."""
    row = draft(organisation, by, **facts)
    hand_in(row, by, limits=limits)
    return row


def hand_in(row: Announcement, by: Person, *, limits: Limits = LIMITS, **facts: Any) -> None:
    """Hand it in as it stands."""
    with committing():
        mine = queries.announcement_to_change(row.id)
        assert mine is not None
        services.hand_in(mine, **{"seen": mine.version} | facts, limits=limits, at=clock.now(), actor=accounts.acting(by))


def notice_of(row: Announcement) -> Notice:
    """What it is told by."""
    found = queries.notice_of(session.merge(row).id)
    assert found is not None
    return found


def released(row: Announcement) -> Notice:
    """Its notice, as it is once its sending has begun."""
    with committing():
        notice = session.get_one(Notice, notice_of(row).id)
        notice.released_at = clock.now()
    return notice


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def send(client: FlaskClient, path: str, **more: Any) -> TestResponse:
    """Fill the editor in, with what the page carries hidden."""
    page = client.get(path).text
    kept = {name: hidden(page, name) for name in ("token", "seen")}
    return desk.send(client, path, **kept | TYPED | more)


def press(client: FlaskClient, path: str, deed: str, **more: Any) -> TestResponse:
    """Press a button of a notice's page."""
    return desk.send(client, f"{path}/{deed}", seen=hidden(client.get(path).text, "seen"), **more)


def moved(row: Performance, starts_at: datetime) -> None:
    """A date is given another start."""
    with committing():
        mine = session.get_one(Performance, row.id)
        performances.move(mine, at=clock.now(), starts_at=starts_at, reason=Bilingual("排练", "Rehearsals"))


def status(row: Performance, stated: Status) -> None:
    """A date is cancelled, or takes place again."""
    with committing():
        mine = session.get_one(Performance, row.id)
        performances.set_status(mine, stated, at=clock.now(), reason=Bilingual("主演病了", "The lead is ill"))


def own_world(owner: Organisation) -> list[str]:
    """One of everything that can be an organisation's own; answers the refs."""
    house, work = venues.venue(keeper_id=owner.id), repertoire.production()
    stay = {"production_id": work.id, "venue_id": house.id, "city": "310000"}
    row = events.show(owner_id=owner.id, organiser_id=owner.id, run_facts=stay, starts_at=clock.now() + timedelta(days=7))
    festival = events.event(
        "lantern-festival", kind=EventKind.FESTIVAL, title_zh="灯会", title_en="Lantern Festival", owner_id=owner.id
    )
    return [
        f"organiser:{owner.id}", f"event:{row.run.event_id}", f"event:{festival.id}", f"performance:{row.id}",
        f"production:{work.id}", f"venue:{house.id}",
    ]
