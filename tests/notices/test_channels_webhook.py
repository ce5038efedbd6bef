"""Signed webhooks: what a receiver gets, how it tells ours from a forged one, and what its answers mean."""

import hmac
import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from core import clock
from core.outbound import Fetched, Reason
from notices.channels import webhook
from notices.channels.channel import Message, Outcome
from notices.channels.webhook import Webhooks, fresh_secret, outcome_of, signature
from tests.factories.robots import Heard, Listening, Said, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def a_message(**more: Any) -> Message:
    stated: dict[str, Any] = {
        "number": 7, "kind": "change", "language": "zh", "to": "", "subject": "《茶馆》改期", "body": "新的时间",
        "secret": SECRET, "made_at": clock.now(), "facts": {"performances": [12]},
        "unsubscribe": "https://window.example/unsubscribe/x",
    }
    return Message(**(stated | more))


def sent(message: Message, *says: Said) -> tuple[Outcome, Listening]:
    with listening(says or (Said(),)) as server, Webhooks(allow_private=True).opened() as way:
        to = message.to or f"{server.address}/hooks/window?a=1"
        return way.send(a_message(to=to, number=message.number, secret=message.secret)), server


def verified(heard: Heard, secret: str, *, at: datetime) -> Any:
    """What docs/api.md tells receivers to do, without a line of ours."""
    identity, stated = heard.heads["webhook-id"], heard.heads["webhook-timestamp"]
    if abs(at.timestamp() - int(stated)) > 300:
        raise ValueError("too old")
    key = b64decode(secret.removeprefix("whsec_"))
    expected = b64encode(hmac.new(key, f"{identity}.{stated}.".encode() + heard.raw, sha256).digest()).decode()
    signatures = [each.partition(",")[2] for each in heard.heads["webhook-signature"].split() if each.startswith("v1,")]
    if not any(hmac.compare_digest(expected, each) for each in signatures):
        raise ValueError("not ours")
    return json.loads(heard.raw)


def test_the_signature_is_the_one_of_the_standards_own_libraries() -> None:
    """The vector that the libraries of Standard Webhooks are tested with."""
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body) == expected


def test_what_a_receiver_gets(now: datetime) -> None:
    outcome, server = sent(a_message())
    assert outcome == Outcome()
    heard = server.heard[0]
    assert heard.path == "/hooks/window?a=1"
    assert heard.heads["content-type"] == "application/json"
    assert heard.heads["webhook-id"] == "n7"
    assert verified(heard, SECRET, at=now) == {
        "type": "notice.change", "timestamp": "2026-11-21T04:00:00+00:00",
        "data": {
            "language": "zh", "subject": "《茶馆》改期", "text": "新的时间", "facts": {"performances": [12]},
            "unsubscribe": "https://window.example/unsubscribe/x",
        },
    }
    assert SECRET not in heard.raw.decode()


def test_a_forged_or_old_one_is_told_apart(now: datetime) -> None:
    heard = sent(a_message())[1].heard[0]
    with pytest.raises(ValueError, match="not ours"):
        verified(heard, fresh_secret(), at=now)
    with pytest.raises(ValueError, match="too old"):
        verified(heard, SECRET, at=now + timedelta(seconds=301))
    with pytest.raises(ValueError, match="not ours"):
        verified(Heard(heard.path, heard.heads, heard.raw.replace(b"12", b"13")), SECRET, at=now)
    with pytest.raises(ValueError, match="not ours"):
        verified(Heard(heard.path, heard.heads | {"webhook-id": "n8"}, heard.raw), SECRET, at=now)


def test_a_second_try_is_the_same_message() -> None:
    first, second = (sent(a_message())[1].heard[0] for _ in range(2))
    assert (first.raw, first.heads["webhook-id"]) == (second.raw, second.heads["webhook-id"])


def test_secrets_are_long_and_never_the_same() -> None:
    first, second = fresh_secret(), fresh_secret()
    assert first != second
    assert len(b64decode(first.removeprefix("whsec_"))) == 32


@pytest.mark.parametrize(("said", "outcome"), [
    (Said(status=204, body=b""), Outcome()), (Said(b"<html>thanks", status=202), Outcome()),
    (Said(status=410), Outcome("gone 410", for_good=True)),
    (Said(status=429, heads={"Retry-After": "90"}), Outcome("rate 429", is_shut=True, wait=timedelta(seconds=90))),
    (Said(status=503, heads={"Retry-After": "9999999"}), Outcome("rate 503", is_shut=True, wait=timedelta(days=1))),
    (Said(status=503, heads={"Retry-After": "Sat, 21 Nov 2026 08:00:00 GMT"}), Outcome("rate 503", is_shut=True)),
    (Said(status=500), Outcome("busy 500")), (Said(status=408), Outcome("busy 408")),
    (Said(status=401), Outcome("refused 401")), (Said(status=404), Outcome("refused 404")),
    (Said(status=307, heads={"Location": "/elsewhere"}), Outcome("refused 307")),
])
def test_what_answers_mean(said: Said, outcome: Outcome) -> None:
    found, server = sent(a_message(), said)
    assert found == outcome
    assert len(server.heard) == 1


@pytest.mark.running_clock
def test_a_receiver_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.3)
    assert sent(a_message(), Said(hangs=True))[0] == Outcome("busy timeout", is_slow=True)


@pytest.mark.parametrize(("to", "problem"), [
    ("https://127.0.0.1/hook", "address not_public"), ("https://[::1]/hook", "address not_public"),
    ("https://169.254.169.254/latest/meta-data", "address not_public"), ("https://window.example:22/", "address port"),
    ("https://a:b@window.example/", "address credentials"), ("http://window.example/", "address scheme"),
    ("", "address scheme"),
])
def test_where_nothing_is_sent(to: str, problem: str) -> None:
    assert Webhooks().send(a_message(to=to)) == Outcome(problem, for_good=True)


def test_nobody_there_is_no_end() -> None:
    for reason in (Reason.UNREACHABLE, Reason.UNRESOLVED, Reason.TLS, Reason.TIMEOUT):
        assert outcome_of(Fetched(reason=reason, url="https://window.example/")) == Outcome(
            f"busy {reason.value}", is_shut=reason is not Reason.TIMEOUT, is_slow=reason is Reason.TIMEOUT
        )
