"""The one fetcher for addresses that other people name: checked at every hop, capped in bytes and in seconds.

A host is resolved once, every number it stands for must be public, and the connection goes to the very number that was
checked, so that a name that changes its answer in between gains nothing (quality.md 2.7). No proxy, no cookie, no sign-in.
"""

import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urljoin

from core.addresses import BadAddress, Target, is_public, target_of

AGENT = "DeltaWindow/1 (+calendar and link check)"
MOST_HOPS = 5
MOST_NUMBERS = 3
HEAD_BYTES = 64 * 2**10
_CHUNK = 64 * 2**10
_MOVED = {301, 302, 303, 307, 308}
_MOVED_FOR_GOOD = {301, 308}
# What a caller may ask with; anything else would let one site's secrets travel to another.
_MAY_SEND = {"accept", "accept-language", "if-none-match", "if-modified-since", "user-agent"}
# What goes with a message to the one address that asked for it; a signature is of that message and opens nothing.
_MAY_POST = {"content-type", "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature"}


class Reason(StrEnum):
    """Why a fetch ended as it did."""

    DONE = "done"
    UNCHANGED = "unchanged"
    STATUS = "status"
    BAD_ADDRESS = "bad_address"
    TOO_LONG = "too_long"
    SCHEME = "scheme"
    PORT = "port"
    CREDENTIALS = "credentials"
    UNRESOLVED = "unresolved"
    NOT_PUBLIC = "not_public"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_HOPS = "too_many_hops"
    DOWNGRADE = "downgrade"
    BAD_ANSWER = "bad_answer"
    BAD_ENCODING = "bad_encoding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back. `url` is the last address asked, `lasting_url` the one that permanent redirects lead to.

    `status` is 0 and `body` empty where nothing was answered; header names are in small letters.
    """

    reason: Reason
    url: str
    lasting_url: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether the address answered 2xx within the limits."""
        return self.reason is Reason.DONE

    @property
    def content_type(self) -> str:
        """The type without its parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class _Ended(Exception):
    """A fetch that cannot go on."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked, the same at every hop. Only a POST has a `body`."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Limits:
    """Bytes of the decoded body, the moment by the monotonic clock, and whether loopback may be asked (tests)."""

    bytes: int
    until: float
    allow_private: bool

    def left(self) -> float:
        """Seconds that remain; ends the fetch when none do."""
        remaining = self.until - time.monotonic()
        if remaining <= 0:
            raise _Ended(Reason.TIMEOUT)
        return remaining


class _Timed(io.RawIOBase):
    """What a socket says, read against the clock and a count, so that no drip and no flood of headers goes on for ever."""

    def __init__(self, sock: socket.socket, limits: _Limits) -> None:
        super().__init__()
        self._sock, self._limits, self._room = sock, limits, HEAD_BYTES + limits.bytes

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there; ends the fetch beyond the limits."""
        self._sock.settimeout(self._limits.left())
        count = self._sock.recv_into(buffer)
        self._room -= count
        if self._room < 0:
            raise _Ended(Reason.TOO_LARGE)
        return count


class _Reader:
    """The part of a socket that http.client reads answers from."""

    def __init__(self, sock: socket.socket, limits: _Limits) -> None:
        self._sock, self._limits = sock, limits

    def makefile(self, _mode: str) -> io.BufferedReader:
        """A file of what the socket says."""
        return io.BufferedReader(_Timed(self._sock, self._limits))


def fetch(
    url: str, *, limit_bytes: int, limit_s: float, method: str = "GET", headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
) -> Fetched:
    """Ask an address and follow up to five redirects; never raises for anything the other side does.

    `limit_bytes` holds for the body as sent and as unpacked, `limit_s` for everything from the name to the last byte.
    `headers` may hold Accept, If-None-Match, If-Modified-Since, User-Agent. `allow_private` lets tests ask their own servers.
    """
    sent = {"User-Agent": AGENT, "Accept": "*/*"} | {name.title(): value for name, value in (headers or {}).items()}
    if method not in {"GET", "HEAD"} or not {name.lower() for name in sent} <= _MAY_SEND:
        raise ValueError("only GET and HEAD, and only headers that tell nobody's secrets")
    return _answered(_Trail(url), _Request(method, sent), _Limits(limit_bytes, time.monotonic() + limit_s, allow_private))


def post(
    url: str, body: bytes, *, limit_bytes: int, limit_s: float, headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
) -> Fetched:
    """Send a body to an address, once; never raises for anything the other side does.

    No redirect is followed: what was meant for one address goes to no other. The answer's body is read whatever its status,
    since some services state their errors there; where it is too long or breaks off, it is empty and the status holds.
    The limits are those of `fetch`; `headers` may hold Content-Type, User-Agent and those of a signed webhook.
    """
    sent = {"User-Agent": AGENT} | {name.title(): value for name, value in (headers or {}).items()}
    if not {name.lower() for name in sent} <= _MAY_POST:
        raise ValueError("only headers that tell nobody's secrets")
    limits = _Limits(limit_bytes, time.monotonic() + limit_s, allow_private)
    return _answered(_Trail(url), _Request("POST", sent, body), limits)


def _answered(trail: "_Trail", request: _Request, limits: _Limits) -> Fetched:
    started = time.monotonic()
    try:
        found = _follow(trail, request, limits)
    except _Ended as ended:
        found = Fetched(reason=ended.reason, url=trail.url)
    except BadAddress as error:
        found = Fetched(reason=Reason(error.code), url=trail.url)
    return Fetched(
        reason=found.reason, url=trail.url, lasting_url=trail.lasting, status=found.status, headers=found.headers,
        body=found.body, seconds=time.monotonic() - started,
    )


@dataclass(slots=True)
class _Trail:
    """Where redirects have led so far, and how far they were for good."""

    url: str
    lasting: str = ""
    is_lasting: bool = True

    def moved(self, status: int, url: str) -> None:
        """Go on to another address."""
        self.is_lasting = self.is_lasting and status in _MOVED_FOR_GOOD
        self.url = url
        if self.is_lasting:
            self.lasting = url


def _follow(trail: _Trail, request: _Request, limits: _Limits) -> Fetched:
    target = target_of(trail.url, any_port=limits.allow_private)
    if request.body is not None:
        return _ask(target, request, limits)
    for _ in range(MOST_HOPS + 1):
        found = _ask(target, request, limits)
        if found.status not in _MOVED or "location" not in found.headers:
            return found
        further = redirected(target, found.headers["location"], any_port=limits.allow_private)
        trail.moved(found.status, further.url)
        target = further
    raise _Ended(Reason.TOO_MANY_HOPS)


def redirected(target: Target, location: str, *, any_port: bool = False) -> Target:
    """Where a Location header leads from an address; `BadAddress` where it may not, also from https down to http."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # headers are read as Latin-1, and some servers send UTF-8
    try:
        joined = urljoin(target.url, location.strip())
    except ValueError as error:
        raise BadAddress("bad_address") from error
    further = target_of(joined, any_port=any_port)
    if target.scheme == "https" and further.scheme == "http":
        raise BadAddress("downgrade")
    return further


def _ask(target: Target, request: _Request, limits: _Limits) -> Fetched:
    """One request to one address, on a connection of its own."""
    try:
        with closing(_connected(target, limits)) as sock:
            connection = HTTPConnection(target.host, target.port)
            connection.sock = sock
            heads = {"Host": _host_header(target), "Accept-Encoding": "gzip", **request.headers}
            connection.request(request.method, target.path, request.body, heads)
            answer = HTTPResponse(_Reader(sock, limits), method=request.method)  # type: ignore[arg-type]
            answer.begin()
            headers = {name.lower(): value for name, value in answer.headers.items()}
            body = _words(answer, request, limits)
            return Fetched(reason=_reason(answer.status), url=target.url, status=answer.status, headers=headers, body=body)
    except TimeoutError as error:
        raise _Ended(Reason.TIMEOUT) from error
    except ssl.SSLError as error:
        raise _Ended(Reason.TLS) from error
    except OSError as error:
        raise _Ended(Reason.UNREACHABLE) from error
    except (HTTPException, ValueError, zlib.error) as error:
        raise _Ended(Reason.BAD_ANSWER) from error


def _words(answer: HTTPResponse, request: _Request, limits: _Limits) -> bytes:
    """The body of an answer: of a page whole or not at all; of the answer to a POST what could be read, for it was taken."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if request.body is None:
        return _body(answer, headers, limits) if request.method != "HEAD" and 200 <= answer.status < 300 else b""
    try:
        return _body(answer, headers, limits)
    except (_Ended, OSError, HTTPException, ValueError, zlib.error):
        return b""


def _host_header(target: Target) -> str:
    return target.url.split("/", 3)[2]


def _reason(status: int) -> Reason:
    if status == 304:
        return Reason.UNCHANGED
    return Reason.DONE if 200 <= status < 300 else Reason.STATUS


def _connected(target: Target, limits: _Limits) -> socket.socket:
    """A connection to one of the very addresses that were checked; the certificate must be the host's."""
    *others, last = _addresses(target, limits)
    for address in others:
        with suppress(OSError):
            return _connection_to(address, target, limits, share=0.4)
    return _connection_to(last, target, limits)


def _connection_to(at: tuple[int, Any], target: Target, limits: _Limits, *, share: float = 1) -> socket.socket:
    """A connection to one number; `share` of the time that is left goes into trying."""
    sock = socket.socket(at[0], socket.SOCK_STREAM)
    try:
        sock.settimeout(limits.left() * share)
        sock.connect(at[1])
        if target.scheme == "https":
            sock.settimeout(limits.left())
            sock = _trust().wrap_socket(sock, server_hostname=target.host)
        sock.settimeout(limits.left())
    except BaseException:
        sock.close()
        raise
    return sock


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that this machine trusts."""
    return ssl.create_default_context()


def _addresses(target: Target, limits: _Limits) -> list[tuple[int, Any]]:
    """Resolve once; one number that is not public spoils them all. Few are tried, those of IPv4 first."""
    answers = _resolved(target, limits)
    if not limits.allow_private and not all(is_public(str(address[0])) for _family, address in answers):
        raise _Ended(Reason.NOT_PUBLIC)
    return sorted(answers, key=lambda each: each[0] != socket.AF_INET)[:MOST_NUMBERS]


def _resolved(target: Target, limits: _Limits) -> list[tuple[int, Any]]:
    """The numbers of a host. The resolver knows no time limit, so a thread asks it and we stop waiting in time."""
    found: list[tuple[int, Any]] = []

    def ask() -> None:
        try:
            for family, _kind, _protocol, _name, address in socket.getaddrinfo(
                target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            ):
                found.append((family, address))
        except (OSError, UnicodeError):
            found.clear()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(limits.left())
    if asking.is_alive():
        raise _Ended(Reason.TIMEOUT)
    if not found:
        raise _Ended(Reason.UNRESOLVED)
    return found


def _body(answer: HTTPResponse, headers: Mapping[str, str], limits: _Limits) -> bytes:
    """The body as it was meant: unpacked, and never more than the limit of it."""
    if answer.length is not None and answer.length > limits.bytes:
        raise _Ended(Reason.TOO_LARGE)
    unpack = _unpacker(headers.get("content-encoding", "").strip().lower())
    body = bytearray()
    while chunk := answer.read1(_CHUNK):
        body += unpack.decompress(chunk, limits.bytes + 1 - len(body)) if unpack else chunk
        if len(body) > limits.bytes:
            raise _Ended(Reason.TOO_LARGE)
    if unpack and not unpack.eof:
        raise _Ended(Reason.BAD_ANSWER)
    if not unpack and answer.length:
        raise _Ended(Reason.BAD_ANSWER)
    return bytes(body)


def _unpacker(encoding: str) -> Any:
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip"}:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise _Ended(Reason.BAD_ENCODING)
