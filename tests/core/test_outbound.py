"""The one fetcher: where it goes, where it never goes, and when it stops."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.addresses import BadAddress, is_public, is_shop_address, is_web_address, target_of
from core.outbound import Fetched, Reason, fetch, redirected

pytestmark = pytest.mark.running_clock
Said = Callable[[socket.socket, bytes], None]

PRIVATE = (
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1",
    "192.0.2.1", "203.0.113.7", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2001:0:1::", "2001:db8::1", "::127.0.0.1", "3fff::1", "no address", "",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_numbers_that_are_never_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2606:4700:4700::1111", "2400:3200::1"])
def test_numbers_of_the_open_net(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(("url", "code"), [
    ("ftp://window.example/x", "scheme"), ("file:///etc/passwd", "scheme"), ("gopher://window.example/", "scheme"),
    ("javascript:alert(1)", "scheme"), ("window.example/x.ics", "scheme"), ("http://a:b@window.example/", "credentials"),
    ("https://@window.example/", "credentials"), ("http://window.example:8080/", "port"), ("http://window.example:22/", "port"),
    ("http:///x", "bad_address"), ("http://win dow.example/", "bad_address"),
    ("http://window.example\\@evil.example/", "bad_address"),
    ("http://window.example/\r\nX: y", "bad_address"), ("http://[::1", "bad_address"),
    ("http://[fe80::1%25eth0]/", "bad_address"),
    ("http://window.example:99999/", "bad_address"), ("http://" + "a" * 64 + ".example/", "bad_address"),
    ("https://window.example/" + "a" * 2_000, "too_long"), ("", "scheme"),
])
def test_addresses_that_are_refused_before_anything_is_asked(url: str, code: str) -> None:
    with pytest.raises(BadAddress) as refused:
        target_of(url)
    assert refused.value.code == code
    assert fetch(url, limit_bytes=100, limit_s=1).reason == code


def test_an_address_is_read_as_it_is_sent() -> None:
    target = target_of("HTTPS://Window.Example./日历/a b%20c?城市=上海#x".replace(" b", "b"))
    assert target.url == "https://window.example/%E6%97%A5%E5%8E%86/ab%20c?%E5%9F%8E%E5%B8%82=%E4%B8%8A%E6%B5%B7"
    assert target_of("http://例子.example/").host == "xn--fsqu00a.example"
    assert is_web_address("http://window.example:8080/")
    assert not is_web_address("javascript:alert(1)")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_never_asked(host: str) -> None:
    assert fetch(f"http://{host}/", limit_bytes=100, limit_s=2).reason in {Reason.NOT_PUBLIC, Reason.UNRESOLVED}


def test_one_number_that_is_not_public_spoils_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that stands for a public number and for ours is refused, and no connection is made."""
    def answers(*_asked: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 80)), (socket.AF_INET, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("connected"))
    assert fetch("http://both.example/", limit_bytes=100, limit_s=2).reason is Reason.NOT_PUBLIC


def test_the_connection_goes_to_the_number_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once: a second answer could be another one."""
    asked: list[str] = []
    made: list[Any] = []

    def answers(host: str, *_asked: Any, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 80))]

    def connect(_sock: socket.socket, address: Any) -> None:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert fetch("http://once.example/x", limit_bytes=100, limit_s=2).reason is Reason.UNREACHABLE
    assert (asked, made) == (["once.example"], [("8.8.8.8", 80)])


# --- a server of the test's own --------------------------------------------------------------------------------------


@contextmanager
def serving(said: Said) -> Iterator[str]:
    """A server on loopback that answers every connection with `said`; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))

    def one(sock: socket.socket) -> None:
        with sock:
            asked = b""
            while b"\r\n\r\n" not in asked:
                got = sock.recv(65_536)
                if not got:
                    return
                asked += got
            try:
                said(sock, asked)
            except OSError:
                return

    def serve() -> None:
        while True:
            try:
                sock, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=[sock], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


def answer(body: bytes = b"", *heads: str, status: str = "200 OK", length: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status}", *heads, *([f"Content-Length: {len(body)}"] if length else []), "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def sends(payload: bytes) -> Said:
    return lambda sock, _asked: sock.sendall(payload)


def got(said: Said, *, limit_bytes: int = 10_000, limit_s: float = 5, **more: Any) -> Fetched:
    with serving(said) as base:
        return fetch(f"{base}/x", limit_bytes=limit_bytes, limit_s=limit_s, allow_private=True, **more)


def test_what_comes_back() -> None:
    found = got(sends(answer(b"BEGIN", "Content-Type: Text/Calendar; charset=utf-8", 'ETag: "a1"')))
    assert (found.reason, found.status, found.body, found.content_type) == (Reason.DONE, 200, b"BEGIN", "text/calendar")
    assert found.headers["etag"] == '"a1"'
    assert found.is_done


def test_what_is_asked() -> None:
    heard: list[bytes] = []

    def say(sock: socket.socket, asked: bytes) -> None:
        heard.append(asked)
        sock.sendall(answer(status="304 Not Modified"))

    found = got(say, headers={"If-None-Match": '"a1"', "Accept": "text/calendar"})
    assert found.reason is Reason.UNCHANGED
    text = heard[0].decode()
    assert text.startswith("GET /x HTTP/1.1\r\n")
    for line in ('If-None-Match: "a1"', "Accept: text/calendar", "Accept-Encoding: gzip", "Host: 127.0.0.1:"):
        assert line in text
    assert "Cookie" not in text
    assert got(say, method="HEAD").reason is Reason.UNCHANGED
    assert heard[1].startswith(b"HEAD /x ")


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "Host"])
def test_no_secrets_are_sent(name: str) -> None:
    with pytest.raises(ValueError, match="secrets"):
        fetch("http://window.example/", limit_bytes=1, limit_s=1, headers={name: "x"})
    with pytest.raises(ValueError, match="GET"):
        fetch("http://window.example/", limit_bytes=1, limit_s=1, method="POST")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oh", "403 No"])
def test_other_answers_say_so(status: str) -> None:
    found = got(sends(answer(b"<html>", status=status)))
    assert (found.reason, found.status, found.body) == (Reason.STATUS, int(status[:3]), b"")


def test_a_body_that_is_too_large_is_not_read() -> None:
    assert got(sends(answer(b"x" * 101)), limit_bytes=100).reason is Reason.TOO_LARGE
    assert got(sends(answer(b"x" * 101, length=False)), limit_bytes=100).reason is Reason.TOO_LARGE
    assert got(sends(answer(b"x" * 100)), limit_bytes=100).is_done


def test_a_bomb_of_gzip_stops_at_the_limit() -> None:
    packed = gzip.compress(b"\0" * 50_000_000)
    assert got(sends(answer(packed, "Content-Encoding: gzip")), limit_bytes=1_000_000).reason is Reason.TOO_LARGE
    found = got(sends(answer(gzip.compress(b"BEGIN" * 100), "Content-Encoding: GZIP")), limit_bytes=1_000)
    assert found.body == b"BEGIN" * 100


@pytest.mark.parametrize(("payload", "reason"), [
    (answer(b"not gzip", "Content-Encoding: gzip"), Reason.BAD_ANSWER),
    (answer(gzip.compress(b"x" * 5_000)[:-9], "Content-Encoding: gzip"), Reason.BAD_ANSWER),
    (answer(b"x", "Content-Encoding: br"), Reason.BAD_ENCODING),
    (answer(b"x", "Content-Encoding: gzip, gzip"), Reason.BAD_ENCODING),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", Reason.BAD_ANSWER), (b"\0\0\0\0", Reason.BAD_ANSWER),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Reason.BAD_ANSWER), (b"", Reason.UNREACHABLE),
    (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, Reason.BAD_ANSWER), (b"HTTP/1.1 " + b"9" * 80_000, Reason.BAD_ANSWER),
])
def test_broken_answers_are_no_crash(payload: bytes, reason: Reason) -> None:
    assert got(sends(payload), limit_bytes=200_000).reason is reason


def test_chunks_are_put_together() -> None:
    payload = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN\r\n3\r\n:VC\r\n0\r\n\r\n"
    assert got(sends(payload)).body == b"BEGIN:VC"


def dripping(head: bytes) -> Said:
    def say(sock: socket.socket, _asked: bytes) -> None:
        sock.sendall(head)
        for _ in range(200):
            sock.sendall(b"x")
            time.sleep(0.05)
    return say


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"])
def test_a_drip_ends_by_the_clock(head: bytes) -> None:
    found = got(dripping(head), limit_s=0.5)
    assert found.reason is Reason.TIMEOUT
    assert found.seconds < 1.5


def test_endless_headers_end_by_the_count() -> None:
    def say(sock: socket.socket, _asked: bytes) -> None:
        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000)

    assert got(say, limit_bytes=1_000).reason in {Reason.TOO_LARGE, Reason.BAD_ANSWER}


def test_a_resolver_that_never_answers_ends_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: held.wait(5) and [])
    assert fetch("http://slow.example/", limit_bytes=10, limit_s=0.3).reason is Reason.TIMEOUT
    held.set()


def test_redirects_are_followed_and_checked_anew() -> None:
    def say(sock: socket.socket, asked: bytes) -> None:
        path = asked.split()[1]
        hops = {b"/x": ("301 Moved", "/y"), b"/y": ("308 Moved", "z?a=1"), b"/z?a=1": ("302 Found", "/end")}
        if path in hops:
            status, where = hops[path]
            sock.sendall(answer(b"", f"Location: {where}", status=status))
        else:
            sock.sendall(answer(path))

    found = got(say)
    assert found.body == b"/end"
    assert found.url.endswith("/end")
    assert found.lasting_url.endswith("/z?a=1")


@pytest.mark.parametrize(("where", "reason"), [
    ("/x", Reason.TOO_MANY_HOPS), ("file:///etc/passwd", Reason.SCHEME), ("ftp://window.example/", Reason.SCHEME),
    ("http://a:b@window.example/", Reason.CREDENTIALS), ("http://[::1", Reason.BAD_ADDRESS),
])
def test_redirects_that_are_not_followed(where: str, reason: Reason) -> None:
    assert got(sends(answer(b"", f"Location: {where}", status="302 Found"))).reason is reason


def test_a_redirect_to_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop is public; the second is not, and is not asked."""
    really, asked = socket.getaddrinfo, []

    def answers(host: str, *more: Any, **also: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 80))] if host == "open.example" else really(host, *more, **also)

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with serving(sends(answer(b"", "Location: http://127.0.0.1/admin", status="302 Found"))) as base:
        port, connect = int(base.rpartition(":")[2]), socket.socket.connect
        monkeypatch.setattr(socket.socket, "connect", lambda sock, _address: connect(sock, ("127.0.0.1", port)))
        found = fetch("http://open.example/x", limit_bytes=100, limit_s=3)
    assert found.reason is Reason.NOT_PUBLIC
    assert asked == ["open.example", "127.0.0.1"]


def test_nothing_leads_from_https_to_http() -> None:
    start = target_of("https://window.example/a/b")
    assert redirected(start, "c").url == "https://window.example/a/c"
    assert redirected(start, "//other.example/日".encode().decode("latin-1")).url == "https://other.example/%E6%97%A5"
    with pytest.raises(BadAddress) as refused:
        redirected(start, "http://window.example/a/b")
    assert refused.value.code == "downgrade"


@pytest.mark.parametrize(
    "url", ["https://tickets.example/1?a=b#c", "https://TICKETS.example:8443/", "https://票务.example/购票", "https://8.8.8.8/x"]
)
def test_where_tickets_are_sold(url: str) -> None:
    assert is_shop_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a@b", "https://a@tickets.example/", "https://127.0.0.1:8703/", "https://10.0.0.1/", "https://127.1/",
        "https://2130706433/", "https://[::1]/", 'https://x"onclick=alert(1)', 'https://x.example"onclick=x/', "https:// evil",
        "https://evil .example/", "https://localhost/", "http://tickets.example/", "https://", "https:///x",
        "//tickets.example/", "javascript:alert(1)", "https://0x7f.0x1/", "https://-a.example/", "https://a..example/", "",
        "https://" + "a" * 3_000 + ".example/",
    ],
)
def test_where_no_tickets_are_sold(url: str) -> None:
    assert not is_shop_address(url)
