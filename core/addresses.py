"""Which addresses of other machines we ask at all: a URL as it is read, and the numbers that its host stands for."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from socket import inet_aton, inet_ntoa
from urllib.parse import quote, urlsplit

LONGEST_URL = 2_000
PORTS = {"http": 80, "https": 443}
# What Python calls global and yet is no single machine of the open net (192.88.99.0/24: the relay of 6to4).
_MORE_V4 = tuple(IPv4Network(each) for each in ("192.88.99.0/24", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4"))
# Of IPv6 only the assigned unicast space, less what carries another address inside or serves protocols and examples:
# 2001::/23 holds Teredo and benchmarks, 2002::/16 is 6to4; NAT64, mapped and compatible addresses lie outside 2000::/3.
_UNICAST_V6 = IPv6Network("2000::/3")
_NOT_V6 = tuple(IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16"))
# A name of the open net: labels of letters, digits and hyphens; browsers read what ends in a number as an IP address.
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?!(?:\d+|0x[0-9a-f]*)$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])")
# Names that lead nowhere in the open net (RFC 6761, 6762, 8375) or that routers and firms give to what is inside.
_INSIDE = {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain"}
_KEPT = "%/:=&?~#+!$,;'@()*[]"


class BadAddress(ValueError):
    """A URL that we do not ask; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: scheme, host as the certificate names it, port, path with query (percent-encoded)."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The whole address."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{shown}{port}{self.path}"


def is_public(address: str) -> bool:
    """Whether an IP address is one machine of the open net (quality.md 2.7)."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if number.is_multicast or number.is_reserved or not number.is_global:
        return False
    if isinstance(number, IPv4Address):
        return not any(number in each for each in _MORE_V4)
    return _is_public_v6(number)


def _is_public_v6(number: IPv6Address) -> bool:
    if number.ipv4_mapped or number.sixtofour or number.teredo or number.scope_id:
        return False
    return number in _UNICAST_V6 and not any(number in each for each in _NOT_V6)


def target_of(url: str, *, any_port: bool = False) -> Target:
    """Where a URL leads; `BadAddress` for other schemes, sign-in in the address, other ports, and what is no address.

    `any_port` is for tests, whose servers stand where there is room.
    """
    if len(url) > LONGEST_URL:
        raise BadAddress("too_long")
    if any(sign.isspace() or not sign.isprintable() or sign == "\\" for sign in url):
        raise BadAddress("bad_address")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise BadAddress("bad_address") from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise BadAddress("scheme")
    if "@" in parts.netloc:
        raise BadAddress("credentials")
    if port is not None and port not in PORTS.values() and not any_port:
        raise BadAddress("port")
    path = quote(parts.path or "/", safe=_KEPT)
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return Target(scheme, _host(host), PORTS[scheme] if port is None else port, path + query)


def _host(host: str) -> str:
    """A host in ASCII, as names are resolved and certificates are compared."""
    if not host or "%" in host:
        raise BadAddress("bad_address")
    if ":" in host:
        return host
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower() or _refuse()
    except UnicodeError as error:
        raise BadAddress("bad_address") from error


def _refuse() -> str:
    raise BadAddress("bad_address")


def is_plainly_internal(host: str) -> bool:
    """Whether a host is of a private network by its very name, so that nobody need resolve it: numbers, one word, .local."""
    if ":" in host:
        return not is_public(host)
    try:
        return not is_public(inet_ntoa(inet_aton(host)))  # also 127.1, 0x7f.1 and 2130706433, which resolvers take for numbers
    except OSError:
        *others, last = host.split(".")
        return not others or last in _INSIDE or host.endswith(".home.arpa")


def is_web_address(url: str) -> bool:
    """Whether a text is a whole http or https address that may be shown as a link."""
    try:
        target_of(url, any_port=True)
    except BadAddress:
        return False
    return True


def is_shop_address(url: str) -> bool:
    """Whether a text is a whole https address of the open net, fit for a link that strangers follow."""
    try:
        target = target_of(url, any_port=True)
    except BadAddress:
        return False
    is_named = _NAME.fullmatch(target.host) is not None
    return target.scheme == "https" and (is_named or is_public(target.host))
