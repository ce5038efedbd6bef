r"""Robots of DingTalk groups (钉钉自定义机器人).

Source: open.dingtalk.com/document/orgapp/custom-robots-send-group-messages and …/customize-robot-security-settings: the
signature is base64(HmacSHA256(key: the secret, text: timestamp + "\n" + secret)), the timestamp in milliseconds and at most an
hour old; 310000 for whatever the robot's security settings refuse (keywords, timestamp, sign, ip: its words say which); 20
messages a minute, then ten minutes of silence (130101 and 410100); 20,000 bytes a message (460101); 400101 no such token,
400102 robot stopped, 400013 group dissolved, 300001 and 300005 no such token (older answers).
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from core import clock
from notices.channels.channel import Outcome
from notices.channels.robot import Call, code_in, words_in
from notices.channels.trouble import Trouble
from notices.splitting import in_json

BASE = "https://oapi.dingtalk.com"
SILENCE = timedelta(minutes=10)
SECURITY = 310000
_TOO_MANY = {130101, 410100, 90030}
_TROUBLES = {
    300001: Trouble.KEY, 300005: Trouble.KEY, 400101: Trouble.KEY, 400102: Trouble.KEY, 400106: Trouble.KEY,
    400013: Trouble.GONE, 460101: Trouble.CONTENT, 101002: Trouble.CONTENT,
    # Words, links or pictures that the service does not let through: this message, not the robot.
    430101: Trouble.CONTENT, 430102: Trouble.CONTENT, 430103: Trouble.CONTENT, 430104: Trouble.CONTENT,
}
# What the words of a 310000 begin with or hold; the rest is a signature or timestamp that does not fit.
_SECURITY = (("keyword", Trouble.KEYWORD), ("ip ", Trouble.NETWORK))


def signature(milliseconds: int, secret: str) -> str:
    """The signature of a moment, base64."""
    signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), sha256).digest()
    return b64encode(signed).decode()


class DingTalk:
    """What a DingTalk robot is told, and what its answers mean."""

    code = "dingtalk"
    has_secret = True
    path = "/robot/send"
    query = "access_token"
    # Of 20,000 bytes a request, less what stands around the text.
    limit = 19_000

    def size(self, text: str) -> int:
        """How the service counts."""
        return in_json(text)

    def call(self, base: str, key: str, secret: str, text: str) -> Call:
        """A text that calls nobody, signed where the robot has a secret."""
        asked = {"access_token": key}
        if secret:
            milliseconds = int(clock.now().timestamp() * 1000)
            asked |= {"timestamp": str(milliseconds), "sign": signature(milliseconds, secret)}
        payload = {"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": False}}
        return Call(f"{base}{self.path}?{urlencode(asked)}", payload)

    def outcome(self, said: Mapping[str, Any]) -> Outcome:
        """By `errcode`, and by `errmsg` where one code means several things."""
        number = code_in(said, "errcode")
        if number == 0:
            return Outcome()
        if number in _TOO_MANY:
            return Outcome(f"{Trouble.RATE} {number}", is_shut=True, wait=SILENCE)
        trouble = _security(words_in(said, "errmsg")) if number == SECURITY else _TROUBLES.get(number or 0, "")
        return Outcome(f"{trouble} {number}", for_good=True) if trouble else Outcome(f"{Trouble.ANSWER} {number}")


def _security(words: str) -> str:
    return next((trouble for sign, trouble in _SECURITY if sign in words), Trouble.SIGN)
