"""The robots of chat groups, each against a server that answers as the service does."""

import hmac
from base64 import b64encode
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask

from core import clock
from notices.channels import dingtalk, feishu, robot, wecom
from notices.channels.channel import Message, Outcome
from notices.channels.posted import SERVICES, service_of
from notices.channels.robot import Robots, key_of
from notices.splitting import in_bytes, in_json
from tests.factories.robots import Listening, Said, listening

MINUTES = timedelta(minutes=1)
KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
TAKEN = {"errcode": 0, "errmsg": "ok"}
GOOD: dict[str, Any] = {"wecom": TAKEN, "dingtalk": TAKEN, "feishu": {"code": 0, "msg": "success"}}


def a_message(subject: str = "《茶馆》改期", body: str = "新的时间：11月28日 19:30。", **more: Any) -> Message:
    stated: dict[str, Any] = {"number": 7, "kind": "change", "language": "zh", "to": KEY, "made_at": clock.now()}
    return Message(subject=subject, body=body, **(stated | more))


def sent(code: str, message: Message, *says: Said) -> tuple[Outcome, Listening]:
    service = service_of(code)
    assert service is not None
    with listening(says or (Said(GOOD[code]),)) as server, Robots(service, server.address, is_own=True).opened() as way:
        outcome = way.send(message)
        while outcome.is_part:
            message = replace(message, parts_gone=message.parts_gone + 1)
            outcome = way.send(message)
        return outcome, server


def text_of(code: str, heard: Any) -> str:
    payload = heard.body
    return str(payload["content"]["text"] if code == "feishu" else payload["text"]["content"])


@pytest.fixture(autouse=True)
def _in_context(app: Flask) -> Any:
    with app.app_context():
        yield


@pytest.mark.parametrize("code", GOOD)
def test_a_message_arrives_as_plain_text(code: str) -> None:
    outcome, server = sent(code, a_message())
    assert outcome == Outcome()
    assert len(server.heard) == 1
    heard = server.heard[0]
    assert heard.heads["content-type"] == "application/json; charset=utf-8"
    assert text_of(code, heard) == "【长三角之窗】\n《茶馆》改期\n\n新的时间：11月28日 19:30。"
    assert (heard.body.get("msgtype") or heard.body.get("msg_type")) == "text"
    assert "sign" not in heard.path
    assert "sign" not in heard.body


def test_where_each_service_is_asked() -> None:
    paths = {code: sent(code, a_message())[1].heard[0].path for code in GOOD}
    assert paths == {
        "wecom": f"/cgi-bin/webhook/send?key={KEY}", "dingtalk": f"/robot/send?access_token={KEY}",
        "feishu": f"/open-apis/bot/v2/hook/{KEY}",
    }
    assert (wecom.BASE, dingtalk.BASE, feishu.BASE) == (
        "https://qyapi.weixin.qq.com", "https://oapi.dingtalk.com", "https://open.feishu.cn",
    )


def test_the_english_head_holds_the_same_keyword() -> None:
    _outcome, server = sent("dingtalk", a_message("Moved", "To Saturday.", language="en"))
    assert text_of("dingtalk", server.heard[0]) == "【Delta Window 长三角之窗】\nMoved\n\nTo Saturday."


@pytest.mark.parametrize(("code", "said", "problem", "for_good", "wait"), [
    ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, "rate 45009", False, MINUTES),
    ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, "key 93000", True, None),
    ("wecom", {"errcode": 40058, "errmsg": "content exceed max length"}, "content 40058", True, None),
    ("wecom", {"errcode": -1, "errmsg": "system busy"}, "answer -1", False, None),
    ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "rate 130101", False, 10 * MINUTES),
    ("dingtalk", {"errcode": 410100, "errmsg": "发送速度太快而限流"}, "rate 410100", False, 10 * MINUTES),
    ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, "sign 310000", True, None),
    ("dingtalk", {"errcode": 310000, "errmsg": "invalid timestamp"}, "sign 310000", True, None),
    ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "keyword 310000", True, None),
    ("dingtalk", {"errcode": 310000, "errmsg": "ip 8.8.8.8 not in whitelist"}, "network 310000", True, None),
    ("dingtalk", {"errcode": 300001, "errmsg": "token is not exist"}, "key 300001", True, None),
    ("dingtalk", {"errcode": 400013, "errmsg": "群已被解散"}, "gone 400013", True, None),
    ("dingtalk", {"errcode": 430104, "errmsg": "不合适的内容"}, "content 430104", True, None),
    ("feishu", {"code": 11232, "msg": "frequency limited psm[x]"}, "rate 11232", False, MINUTES),
    ("feishu", {"code": 9499, "msg": "too many request"}, "rate 9499", False, MINUTES),
    ("feishu", {"code": 9499, "msg": "Bad Request"}, "content 9499", True, None),
    ("feishu", {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}, "key 19001", True, None),
    ("feishu", {"code": 19021, "msg": "sign match fail"}, "sign 19021", True, None),
    ("feishu", {"code": 19022, "msg": "Ip Not Allowed"}, "network 19022", True, None),
    ("feishu", {"code": 19024, "msg": "Key Words Not Found"}, "keyword 19024", True, None),
    ("feishu", {"code": 2200, "msg": "internal error"}, "answer 2200", False, None),
    ("feishu", {"StatusCode": 0, "StatusMessage": "success"}, "", False, None),
])
def test_the_body_says_what_became_of_it_at_http_200(
    code: str, said: Any, problem: str, for_good: bool, wait: timedelta | None
) -> None:
    outcome, _server = sent(code, a_message(), Said(said))
    assert outcome == Outcome(problem, for_good=for_good, is_shut=wait is not None, wait=wait)


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize(("said", "problem", "wait"), [
    (Said(b"<html>proxy</html>"), "answer 200", None), (Said([1]), "answer 200", None), (Said({}), "answer None", None),
    (Said({"code": True, "errcode": None}), "answer None", None), (Said(b"[" * 20_000), "answer 200", None),
    (Said({}, status=502), "busy 502", MINUTES), (Said({}, status=429), "busy 429", MINUTES),
    (Said({}, status=302, heads={"Location": "/elsewhere"}), "answer None", None),
])
def test_an_answer_that_is_none_is_asked_for_again(code: str, said: Said, problem: str, wait: timedelta | None) -> None:
    outcome, server = sent(code, a_message(), said)
    assert outcome == Outcome(problem, is_shut=wait is not None, wait=wait)
    assert len(server.heard) == 1


@pytest.mark.running_clock
@pytest.mark.parametrize("code", GOOD)
def test_a_service_that_never_answers_is_given_up(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robot, "TIMEOUT_S", 0.3)
    started = clock.now()
    outcome, _server = sent(code, a_message(), Said(hangs=True))
    assert outcome == Outcome("busy timeout", is_slow=True)
    assert clock.now() - started < timedelta(seconds=3)


def test_nobody_there() -> None:
    assert Robots(SERVICES[0], "http://127.0.0.1:1", is_own=True).send(a_message()) == Outcome("busy unreachable", is_shut=True)
    assert Robots(SERVICES[0], "http://127.0.0.1").send(a_message()) == Outcome("busy not_public", is_shut=True)


# --- signatures ------------------------------------------------------------------------------------------------------


def test_signatures_are_those_that_others_compute() -> None:
    """Computed with `openssl dgst -sha256 -hmac`; the one of Feishu also stands in other people's tests."""
    assert dingtalk.signature(1_710_000_000_000, "SECabc") == "e0Bxpo2uZZ0SBXikO3JCY7c2qoUQ5gzGpQwWn1f/rzI="
    assert feishu.signature(1_710_000_000, "secret") == "jWsBkWnzlRKtaP+iZgwraSojMWik4cJR7aysApQZuoA="


def test_what_is_signed_goes_along(now: datetime) -> None:
    message = a_message(secret="SECabc")
    asked = sent("dingtalk", message)[1].heard[0].query
    assert asked["timestamp"] == str(int(now.timestamp() * 1000))
    expected = hmac.new(b"SECabc", f"{asked['timestamp']}\nSECabc".encode(), sha256).digest()
    assert asked["sign"] == b64encode(expected).decode()
    payload = sent("feishu", message)[1].heard[0].body
    assert payload["timestamp"] == str(int(now.timestamp()))
    expected = hmac.new(f"{payload['timestamp']}\nSECabc".encode(), b"", sha256).digest()
    assert payload["sign"] == b64encode(expected).decode()
    assert "SECabc" not in sent("wecom", message)[1].heard[0].raw.decode()


# --- long messages ---------------------------------------------------------------------------------------------------

LONG = "\n".join(f"11月{day}日 19:30 上海大剧院《茶馆》改到次日。" for day in range(1, 31)) * 2


@pytest.mark.parametrize(("code", "body", "count"), [("wecom", LONG, 2), ("dingtalk", LONG * 8, 2), ("feishu", LONG * 8, 2)])
def test_a_long_message_goes_in_numbered_parts(code: str, body: str, count: int) -> None:
    outcome, server = sent(code, a_message(body=body))
    assert outcome == Outcome()
    texts = [text_of(code, heard) for heard in server.heard]
    assert [text.partition("\n")[0] for text in texts] == [f"【长三角之窗】({n}/{count})" for n in range(1, count + 1)]
    assert sum(text.count("改到次日。") for text in texts) == body.count("改到次日。")
    if code == "wecom":
        assert max(map(in_bytes, texts)) <= 2_048
    else:
        assert max(len(heard.raw) for heard in server.heard) <= 20_000
        assert max(map(in_json, texts)) <= 19_000


def test_one_call_sends_the_part_behind_those_that_arrived() -> None:
    message = a_message(body=LONG)
    with listening((Said(GOOD["wecom"]),)) as server, Robots(SERVICES[0], server.address, is_own=True).opened() as way:
        assert way.send(message) == Outcome(is_part=True)
        assert way.send(replace(message, parts_gone=1)) == Outcome()
        assert way.send(replace(message, parts_gone=2)) == Outcome(), "all of them arrived: nothing is left to say"
    heads = [text_of("wecom", heard).partition("\n")[0] for heard in server.heard]
    assert heads == ["【长三角之窗】(1/2)", "【长三角之窗】(2/2)"]


def test_a_part_that_fails_says_how_it_went() -> None:
    outcome, server = sent("wecom", a_message(body=LONG), Said(GOOD["wecom"]), Said({"errcode": 45009}))
    assert (outcome.problem, outcome.is_part, len(server.heard)) == ("rate 45009", False, 2)


def test_what_nobody_would_read_is_not_sent() -> None:
    outcome, server = sent("wecom", a_message(body=LONG * 20))
    assert (outcome.for_good, server.heard) == (True, [])


# --- markup ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize("title", [
    '<at user_id="all">所有人</at>', "<@all>", "@all", "@所有人", "＠所有人", "@13800000000", "<@userid>", "@@all",
])
def test_a_title_calls_nobody(code: str, title: str) -> None:
    text = text_of(code, sent(code, a_message(f"茶馆 {title}"))[1].heard[0])
    for call in ("<at", "<@", "@all", "@所有人", "＠所有人", "@1", "@@"):
        assert call not in text
    assert "mentioned_list" not in sent(code, a_message(title))[1].heard[0].body.get("text", {})


@pytest.mark.parametrize("code", GOOD)
def test_only_our_own_addresses_can_be_pressed_on(code: str) -> None:
    body = "[点这里](https://evil.example/x) https://window.example/events/tea https://window.example@evil.example/"
    text = text_of(code, sent(code, a_message(body=body))[1].heard[0])
    assert "https://window.example/events/tea" in text
    assert "evil.example" not in text
    assert "https://window.example@" not in text


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "stated", "key"), [
    ("wecom", KEY, KEY), ("wecom", f" https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}\n", KEY),
    ("dingtalk", f"https://oapi.dingtalk.com/robot/send?access_token={KEY}", KEY),
    ("feishu", f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", KEY),
    ("wecom", f"https://evil.example/cgi-bin/webhook/send?key={KEY}", None),
    ("wecom", f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", None),
    ("wecom", f"https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key={KEY}", None),
    ("wecom", f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={KEY}", None),
    ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/upload_media?key={KEY}", None),
    ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", None), ("wecom", "", None), ("wecom", "短", None),
    ("wecom", "a b c d e f g h", None), ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}%0d%0a", None),
    ("feishu", f"https://open.feishu.cn/open-apis/bot/v2/hook/../{KEY}", None),
    ("feishu", f"https://open.feishu.cn/open-apis/bot/hook/{KEY}", None), ("wecom", "http://[::1", None),
    ("dingtalk", "a" * 201, None),
])
def test_what_somebody_pastes(code: str, stated: str, key: str | None) -> None:
    service = service_of(code)
    assert service is not None
    base = {"wecom": wecom.BASE, "dingtalk": dingtalk.BASE, "feishu": feishu.BASE}[code]
    for bases in ([base], ["https://gateway.example/robots", base]):
        assert key_of(service, bases, stated) == key
    if key is not None and stated != KEY:
        assert key_of(service, ["https://gateway.example/robots"], stated) is None
        there = stated.replace(base, "https://gateway.example/robots")
        assert key_of(service, ["https://gateway.example/robots"], there) == key
