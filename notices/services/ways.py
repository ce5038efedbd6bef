"""What a follower does with robots and webhooks: add one, try it, pause it, go on, take it away; and what becomes of one that
fails."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from core import tokens
from core.addresses import BadAddress, is_plainly_internal, target_of
from core.db import session
from core.errors import Refused
from core.text import clean_line
from notices import news as words
from notices.channels.channel import Outcome
from notices.channels.robot import Service, key_of
from notices.channels.trouble import HARMLESS, SHUT, trouble_of
from notices.channels.webhook import fresh_secret
from notices.models.delivery import Delivery, Fate
from notices.models.follower import ChannelCode, Endpoint, Follower, Wish
from notices.queries import ways as queries
from notices.services import settings

POSTED = (ChannelCode.WECOM.value, ChannelCode.DINGTALK.value, ChannelCode.FEISHU.value, ChannelCode.WEBHOOK.value)
MOST_WAYS = 20
LONGEST_NAME = 60
LONGEST_ADDRESS = 500
LONGEST_SECRET = 200
TRY, STOPPED = "way_try", "way_stopped"
# A way that answers nothing good for so long, at so many tries, is stopped.
PATIENCE = timedelta(days=1)
LEAST_TRIES = 5
# Of the code; guessed at a door that counts the tries.
DIGITS = 8
FAILING = "failing_since"


def add_robot(
    follower: Follower, service: Service, stated: str, *, bases: Iterable[str], secret: str, name: str, at: datetime
) -> Endpoint:
    """A chat group hears of things by its robot. `stated`: the robot's whole address, under one of `bases`, or its key.

    `Refused`: not_a_robot, bad_secret, known_way, too_many_ways.
    """
    key, secret = key_of(service, bases, stated[:LONGEST_ADDRESS]), secret.strip()
    if key is None:
        raise Refused("not_a_robot")
    if len(secret) > LONGEST_SECRET or not all("!" <= sign <= "~" for sign in secret):
        raise Refused("bad_secret")
    return _add(follower, service.code, address=key, secret=secret, name=name, at=at)


def add_webhook(follower: Follower, stated: str, *, name: str, at: datetime, allow_private: bool = False) -> Endpoint:
    """A program hears of things at an https address of the open net, once its owner types the code that the test message
    showed there: nothing is posted to whoever did not ask for it. Its secret is made here.

    `Refused`: not_https, bad_address, not_public, known_way, too_many_ways.
    """
    stated = stated.strip()
    if not stated.lower().startswith("https://") and not allow_private:
        raise Refused("not_https")
    try:
        target = target_of(stated, any_port=allow_private)
    except BadAddress as error:
        raise Refused("bad_address") from error
    address = target.url
    if len(address) > LONGEST_ADDRESS:
        raise Refused("bad_address")
    if is_plainly_internal(target.host) and not allow_private:
        raise Refused("not_public")
    row = _add(follower, ChannelCode.WEBHOOK.value, address=address, secret=fresh_secret(), name=name, at=at)
    row.stopped_at, row.options = at, {"code": f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"}
    return row


def _add(follower: Follower, channel: str, *, address: str, secret: str, name: str, at: datetime) -> Endpoint:
    mine = queries.ways_by(follower.id, POSTED)
    if len(mine) >= MOST_WAYS:
        raise Refused("too_many_ways")
    if any(each.channel == channel and each.address == address for each in mine):
        raise Refused("known_way")
    row = Endpoint(
        follower_id=follower.id, channel=channel, address=address, secret=secret, name=_name(name), made_at=at, options={}
    )
    session.add(row)
    session.flush()  # wishes and deliveries name it
    return row


def _name(stated: str) -> str:
    return clean_line(stated)[:LONGEST_NAME]


def tell_all(row: Endpoint) -> int:
    """By this way, too, goes whatever the follower wants to hear by any other, but for what only promotes; answers how many
    wishes that makes."""
    wanted = [each for each in queries.wanted_of(row.follower_id) if each[2] != words.News.PROMOTION]
    session.add_all(
        Wish(subscription_id=subscription, follower_id=row.follower_id, endpoint_id=row.id, subject=subject, news=news)
        for subscription, subject, news in wanted
    )
    return len(wanted)


def rename(row: Endpoint, name: str) -> None:
    """What the follower calls it."""
    row.name = _name(name)


def pause(row: Endpoint, *, at: datetime) -> None:
    """Nothing is sent by it until the follower goes on. What is told meanwhile is not sent later."""
    row.stopped_at, row.problem = row.stopped_at or at, ""


def prove(row: Endpoint, stated: str, *, at: datetime) -> None:
    """The code of the test message was typed: whoever receives there wants it. `Refused("wrong_code")`."""
    if not row.code or not compare_digest("".join(stated.split()).encode(), row.code.encode()):
        raise Refused("wrong_code")
    row.options = {name: value for name, value in row.options.items() if name != "code"}
    go_on(row, at=at)


def go_on(row: Endpoint, *, at: datetime) -> None:
    """It is used again, whatever stopped it. `Refused("code_needed")`."""
    if row.code:
        raise Refused("code_needed")
    row.stopped_at, row.problem, row.failures, row.options = None, "", 0, _without_failing(row.options)
    settings.keep_rhythm(row.follower, at=at)


def renew_secret(row: Endpoint, *, at: datetime) -> str:
    """Another secret for a webhook; the earlier one signs nothing any more."""
    if row.channel != ChannelCode.WEBHOOK:
        raise Refused("no_secret")
    row.secret, row.rotated_at = fresh_secret(), at
    return row.secret


def end(row: Endpoint, *, at: datetime) -> None:
    """It is gone: neither key nor secret is kept, and nothing is told by it."""
    row.ended_at, row.address, row.secret = at, "", ""


def send_try(row: Endpoint, *, language: str, at: datetime) -> Delivery:
    """A message to see whether it arrives. `Refused("just_tried")` within a minute of the last one; `Refused("is_asked")`
    within a day where the receiver has not been heard of yet."""
    if row.ended_at is not None or not (row.is_open or row.code):
        raise Refused("is_paused")
    if row.code and queries.tried_since(row.id, TRY, at - PATIENCE):
        raise Refused("is_asked")
    if queries.tried_since(row.id, TRY, at - queries.A_MINUTE):
        raise Refused("just_tried")
    facts = {"name": row.name, "code": row.code, "things": queries.wishes_by(row.id)}
    made = _delivery(row, TRY, facts, language=language, at=at)
    made.channel, made.endpoint_id = row.channel, row.id
    session.add(made)
    session.flush()
    return made


def _delivery(row: Endpoint, kind: str, facts: dict[str, Any], *, language: str, at: datetime) -> Delivery:
    return Delivery(
        key=f"{kind}:{row.id}:{tokens.fresh_token()[:12]}", kind=kind, follower_id=row.follower_id, mail="", language=language,
        facts=facts, made_at=at, due_at=at, turn_at=at,
    )


def note_outcome(row: Endpoint, outcome: Outcome, *, at: datetime) -> None:
    """What became of a try by this way: one that cannot work, or has not worked for a day, is stopped, and its follower is told
    on their page, and by mail where an address is known."""
    if outcome.went_out:
        row.problem, row.failures, row.options = "", 0, _without_failing(row.options)
        return
    trouble = trouble_of(outcome.problem)
    if trouble in HARMLESS:
        return
    row.problem, row.failures = outcome.problem[:300], row.failures + 1
    since = _failing_since(row.options)
    if since is None:
        row.options, since = {**row.options, FAILING: at.isoformat()}, at
    if trouble in SHUT or (row.failures >= LEAST_TRIES and at - since >= PATIENCE):
        _stop(row, at=at)


def _failing_since(options: Mapping[str, Any]) -> datetime | None:
    stated = options.get(FAILING)
    return datetime.fromisoformat(stated) if isinstance(stated, str) else None


def _without_failing(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name != FAILING}


def _stop(row: Endpoint, *, at: datetime) -> None:
    if row.stopped_at is not None:
        return
    row.stopped_at = at
    facts = {"name": row.name, "channel": row.channel, "problem": row.problem.partition(" ")[0]}
    told = _delivery(row, STOPPED, facts, language=row.follower.language, at=at)
    told.channel, told.over_at, told.fate = ChannelCode.INBOX.value, at, Fate.SENT
    session.add(told)
    if row.follower.address:
        by_mail = _delivery(row, STOPPED, facts, language=row.follower.language, at=at)
        by_mail.mail = row.follower.address
        session.add(by_mail)
