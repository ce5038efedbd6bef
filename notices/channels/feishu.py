r"""Robots of Feishu groups (飞书自定义机器人, v2).

Source: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: the signature is base64(HmacSHA256(key: timestamp + "\n" +
secret, text: nothing)), the timestamp in seconds and at most an hour old; 100 messages a minute and 5 a second a robot (11232;
9499 with words of a frequency, else a request that it cannot read); 20 KB a request; 19001 no such robot, 19021 signature or
timestamp, 19022 address not on its list, 19024 keyword. Older robots answer `StatusCode` in place of `code`.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from core import clock
from notices.channels.channel import Outcome
from notices.channels.robot import Call, code_in, words_in
from notices.channels.trouble import Trouble
from notices.splitting import in_json

BASE = "https://open.feishu.cn"
A_MINUTE = timedelta(minutes=1)
UNREADABLE = 9499
TOO_MANY = 11232
_FREQUENCY = ("frequen", "too many", "rate limit")
_TROUBLES = {
    19001: Trouble.KEY, 19021: Trouble.SIGN, 19022: Trouble.NETWORK, 19024: Trouble.KEYWORD, 19002: Trouble.CONTENT,
    UNREADABLE: Trouble.CONTENT, 10003: Trouble.KEY, 10013: Trouble.KEY,  # the last two: [unverified]
}


def signature(seconds: int, secret: str) -> str:
    """The signature of a moment, base64."""
    return b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", sha256).digest()).decode()


class Feishu:
    """What a Feishu robot is told, and what its answers mean."""

    code = "feishu"
    has_secret = True
    path = "/open-apis/bot/v2/hook"
    query = ""
    # Of 20 KB a request, less what stands around the text.
    limit = 19_000

    def size(self, text: str) -> int:
        """How the service counts."""
        return in_json(text)

    def call(self, base: str, key: str, secret: str, text: str) -> Call:
        """A text, signed where the robot has a secret."""
        payload: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            seconds = int(clock.now().timestamp())
            payload |= {"timestamp": str(seconds), "sign": signature(seconds, secret)}
        return Call(f"{base}{self.path}/{quote(key)}", payload)

    def outcome(self, said: Mapping[str, Any]) -> Outcome:
        """By `code`, and by `msg` where one code means several things."""
        number = code_in(said, "code")
        number = code_in(said, "StatusCode") if number is None else number
        if number == 0:
            return Outcome()
        words = words_in(said, "msg")
        if number == TOO_MANY or any(sign in words for sign in _FREQUENCY):
            return Outcome(f"{Trouble.RATE} {number}", is_shut=True, wait=A_MINUTE)
        trouble = _TROUBLES.get(number or 0, "")
        return Outcome(f"{trouble} {number}", for_good=True) if trouble else Outcome(f"{Trouble.ANSWER} {number}")
