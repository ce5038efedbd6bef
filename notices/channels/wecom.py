"""Robots of WeCom groups (企业微信群机器人, "消息推送").

Source: developer.work.weixin.qq.com/document/path/91770 (text up to 2,048 bytes of UTF-8; 20 messages a minute a robot) and
path/90313 (the error codes: 45009 too many calls, free again after a minute; 93000 no such address).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from notices.channels.channel import Outcome
from notices.channels.robot import Call, code_in
from notices.channels.trouble import Trouble
from notices.splitting import in_bytes

BASE = "https://qyapi.weixin.qq.com"
A_MINUTE = timedelta(minutes=1)
_TROUBLES = {
    93000: Trouble.KEY, 93004: Trouble.KEY, 93008: Trouble.KEY,  # the last two, robot stopped or not in the group: [unverified]
    40058: Trouble.CONTENT, 40008: Trouble.CONTENT, 45002: Trouble.CONTENT, 44004: Trouble.CONTENT,
}
# 45033: too many calls at the same time.
_TOO_MANY = {45009, 45033}


class WeCom:
    """What a WeCom robot is told, and what its answers mean. It knows no signature: whoever has the key may speak."""

    code = "wecom"
    has_secret = False
    path = "/cgi-bin/webhook/send"
    query = "key"
    limit = 2_048

    def size(self, text: str) -> int:
        """How the service counts."""
        return in_bytes(text)

    def call(self, base: str, key: str, secret: str, text: str) -> Call:
        """A text; nobody is called by name."""
        del secret
        return Call(f"{base}{self.path}?key={quote(key)}", {"msgtype": "text", "text": {"content": text}})

    def outcome(self, said: Mapping[str, Any]) -> Outcome:
        """By `errcode`."""
        number = code_in(said, "errcode")
        if number == 0:
            return Outcome()
        if number in _TOO_MANY:
            return Outcome(f"{Trouble.RATE} {number}", is_shut=True, wait=A_MINUTE)
        trouble = _TROUBLES.get(number or 0, "")
        return Outcome(f"{trouble} {number}", for_good=True) if trouble else Outcome(f"{Trouble.ANSWER} {number}")
