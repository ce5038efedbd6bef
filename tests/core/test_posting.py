"""What we send to addresses that other people name: one request, to the very address, and nothing else."""

import socket
from typing import Any

import pytest

from core.outbound import Fetched, Reason, post
from tests.core.test_outbound import answer, sends, serving

pytestmark = pytest.mark.running_clock


def posted(said: Any, body: bytes = b'{"a": 1}', **more: Any) -> Fetched:
    with serving(said) as base:
        limits = {"limit_bytes": 10_000, "limit_s": 3} | more
        return post(f"{base}/hook?key=1", body, allow_private=True, **limits)


def test_what_is_sent() -> None:
    heard: list[bytes] = []

    def say(sock: socket.socket, asked: bytes) -> None:
        while not asked.endswith(b"}"):
            asked += sock.recv(1_000)
        heard.append(asked)
        sock.sendall(answer(b"taken"))

    found = posted(say, '{"票": 1}'.encode(), headers={"Content-Type": "application/json", "Webhook-Id": "7"})
    assert (found.reason, found.body) == (Reason.DONE, b"taken")
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?key=1 HTTP/1.1\r\n")
    assert b"Content-Length: 10" in head
    assert b"Webhook-Id: 7" in head
    assert b"Cookie" not in head
    assert body.decode() == '{"票": 1}'


@pytest.mark.parametrize("status", ["400 Bad", "429 Slow", "503 Later", "200 OK"])
def test_what_the_other_side_says_is_read_whatever_the_status(status: str) -> None:
    found = posted(sends(answer(b'{"code": 19024}', "Retry-After: 7", status=status)))
    assert (found.status, found.body, found.headers["retry-after"]) == (int(status[:3]), b'{"code": 19024}', "7")
    assert found.is_done == status.startswith("200")


def test_no_redirect_is_followed() -> None:
    heard: list[bytes] = []

    def say(sock: socket.socket, asked: bytes) -> None:
        heard.append(asked)
        sock.sendall(answer(b"", "Location: /elsewhere", status="307 Temporary"))

    found = posted(say)
    assert (found.reason, found.status, len(heard)) == (Reason.STATUS, 307, 1)


@pytest.mark.parametrize(("url", "reason"), [
    ("http://127.0.0.1/", Reason.NOT_PUBLIC), ("https://169.254.169.254/latest", Reason.NOT_PUBLIC),
    ("http://[::1]/", Reason.NOT_PUBLIC), ("ftp://a.example/", Reason.SCHEME), ("http://a:b@a.example/", Reason.CREDENTIALS),
    ("http://a.example:22/", Reason.PORT),
])
def test_where_nothing_is_sent(url: str, reason: Reason) -> None:
    assert post(url, b"x", limit_bytes=10, limit_s=2).reason is reason


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "Host", "X-Token"])
def test_no_secrets_are_sent(name: str) -> None:
    with pytest.raises(ValueError, match="secrets"):
        post("http://window.example/", b"", limit_bytes=1, limit_s=1, headers={name: "x"})


def test_a_line_break_in_a_header_is_no_second_header() -> None:
    found = posted(sends(answer(b"")), headers={"Webhook-Id": "7\r\nCookie: a=b"})
    assert found.reason is Reason.BAD_ANSWER


@pytest.mark.parametrize("flood", [answer(b"x" * 101), answer(b"x" * 500_000, length=False), answer(b"x" * 50)[:-9]])
def test_an_answer_that_floods_or_breaks_off_was_an_answer(flood: bytes) -> None:
    """What was sent is taken: it must not be sent again because the other side talks too much."""
    found = posted(sends(flood), limit_bytes=100)
    assert (found.reason, found.body) == (Reason.DONE, b"")
