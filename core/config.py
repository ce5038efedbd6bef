"""Every setting: one frozen object read from the environment once; what is required and missing fails at start."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

from core.text import clean_line

ROOT = Path(__file__).resolve().parent.parent
LEAST_SECRET = 32
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?")


class BadSetting(ValueError):
    """A setting in the environment cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Sizes in bytes, times in seconds. `public_base_url` has no slash at its end."""

    database_url: str
    public_base_url: str
    data_folder: Path
    production: bool = False
    operator_name: str = ""
    icp_filing: str = ""
    police_filing: str = ""
    contact_mail: str = ""
    contact_phone: str = ""
    map_tiles_url: str = ""
    map_tiles_credit: str = ""
    metrics_token: str = ""
    proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = ()
    page_cache_bytes: int = 24 * 2**20
    feed_cache_bytes: int = 24 * 2**20
    feed_entries: int = 800
    feed_bytes: int = 900_000
    feed_snapshots: int = 2_000
    disk_copies_bytes: int = 512 * 2**20
    least_free_disk_bytes: int = 200 * 2**20
    heartbeat_limit: int = 60
    secret_key: str = field(default="", repr=False)
    mail_server: str = field(default="", repr=False)
    mail_from: str = ""
    ad_prefix: str = "（广告）"
    # Get-out of one show and get-in of the next in one hall: small sizes of domain.md 11 (2 h and 4 h).
    hall_turnaround_minutes: int = 360
    # Beyond so many readers a second person approves a notice; and so many an organisation sends a day.
    notice_approval_above: int = 500
    notices_a_day: int = 3
    log_level: str = "INFO"
    allow_private_fetch: bool = False
    # Where the robots of chat services are reached, where it is not the service's own address.
    wecom_base: str = ""
    dingtalk_base: str = ""
    feishu_base: str = ""
    # Where delivery reports and complaints arrive, and the token of whoever posts them.
    bounce_mailbox: str = field(default="", repr=False)
    mail_hook_token: str = field(default="", repr=False)

    @property
    def mail_folder(self) -> Path:
        """Where letters are put while no mail server is set."""
        return self.data_folder / "mail"

    @property
    def sender(self) -> str:
        """The address that our letters come from."""
        return self.mail_from or self.contact_mail or f"noreply@{self.public_host}"

    @property
    def map_tiles_origin(self) -> str:
        """Scheme and host of the tile layer, empty without one."""
        parts = urlsplit(self.map_tiles_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def public_host(self) -> str:
        """The host of the public address, without its port."""
        return urlsplit(self.public_base_url).hostname or ""


def _database_url(stated: str, folder: Path) -> str:
    if not stated:
        return f"sqlite:///{folder / 'deltawindow.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if stated.startswith(prefix):
            return "postgresql+psycopg://" + stated.removeprefix(prefix)
    return stated


def _secret(environ: Mapping[str, str]) -> str:
    """The key that signs cookies and links; empty where the installation makes its own (`with_own_key`)."""
    stated = environ.get("SECRET_KEY", "")
    if stated and len(stated) < LEAST_SECRET:
        raise BadSetting(f"SECRET_KEY must have {LEAST_SECRET} characters or more")
    return stated


def with_own_key(settings: Settings) -> Settings:
    """The settings with a key: the stated one, else one made once and kept beside the data (owner only)."""
    if settings.secret_key:
        return settings
    file = settings.data_folder / "secret.key"
    if not file.exists():
        draft = file.with_name(f".secret.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as made:
            made.write(token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, file)  # whole or not at all: processes that start together get the same one
        draft.unlink()
    found = file.read_text(encoding="ascii").strip()
    if len(found) < LEAST_SECRET:
        raise BadSetting(f"{file} holds no key: delete it, or set SECRET_KEY")
    return replace(settings, secret_key=found)


def _mail_server(environ: Mapping[str, str]) -> str:
    """The mail server's address: smtp://[user:password@]host[:port], smtps:// for TLS from the first byte."""
    stated = environ.get("MAIL_SERVER", "")
    parts = urlsplit(stated)
    if stated and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise BadSetting("MAIL_SERVER must be smtp://host:port or smtps://host:port")
    return stated


def _robot_base(environ: Mapping[str, str], name: str) -> str:
    """An address of the operator's own for the robots of one service (a gateway in front of it)."""
    stated = environ.get(name, "").rstrip("/")
    parts = urlsplit(stated)
    if stated and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise BadSetting(f"{name} must be an http or https address")
    return stated


def _bounce_mailbox(environ: Mapping[str, str]) -> str:
    """imaps://user:password@host[:port]/folder, or maildir:///path."""
    stated = environ.get("BOUNCE_MAILBOX", "")
    parts = urlsplit(stated)
    is_imap = parts.scheme == "imaps" and bool(parts.hostname and parts.username)
    if stated and not is_imap and not (parts.scheme == "maildir" and parts.path and not parts.netloc):
        raise BadSetting("BOUNCE_MAILBOX must be imaps://user:password@host/folder or maildir:///path")
    return stated


def _mail_hook_token(environ: Mapping[str, str]) -> str:
    """What the mail server's hook shows; empty where there is none."""
    stated = environ.get("MAIL_HOOK_TOKEN", "")
    if stated and len(stated) < LEAST_SECRET:
        raise BadSetting(f"MAIL_HOOK_TOKEN must have {LEAST_SECRET} characters or more")
    return stated


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    stated = environ.get(name, "")
    if not stated:
        return default
    if not stated.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {stated!r}")
    return int(stated)


def _tiles(environ: Mapping[str, str]) -> tuple[str, str]:
    """Address and credit of a tile layer; none unless both are set."""
    url, credit = environ.get("MAP_TILES_URL", ""), environ.get("MAP_TILES_CREDIT", "")
    parts = urlsplit(url)
    has_places = all(place in parts.path + parts.query for place in ("{z}", "{x}", "{y}"))
    if url and not (parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and has_places):
        raise BadSetting("MAP_TILES_URL must be an https address with {z}, {x} and {y} in its path")
    if url and not credit:
        raise BadSetting("MAP_TILES_CREDIT must name the owner (and review number) of the tiles of MAP_TILES_URL")
    return url, credit


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (docs/operations.md lists the names); `BadSetting` where one is unusable."""
    env = os.environ if environ is None else environ
    folder = Path(env.get("DATA_FOLDER") or ROOT / "var").absolute()
    production = env.get("ENVIRONMENT", "") == "production"
    base = env.get("PUBLIC_BASE_URL", "").rstrip("/")
    if production and not base.startswith("https://"):
        raise BadSetting("PUBLIC_BASE_URL must be the site's https address in production")
    base = base or f"http://127.0.0.1:{env.get('PORT') or 8000}"
    if urlsplit(base).scheme not in {"http", "https"} or not urlsplit(base).hostname:
        raise BadSetting(f"PUBLIC_BASE_URL must be an http or https address, not {base!r}")
    if production and env.get("ALLOW_PRIVATE_FETCH"):
        raise BadSetting("ALLOW_PRIVATE_FETCH is for tests only")
    hosts = tuple(host for host in env.get("TRUSTED_HOSTS", "").split(",") if host)
    return Settings(
        database_url=_database_url(env.get("DATABASE_URL", ""), folder),
        public_base_url=base,
        data_folder=folder,
        production=production,
        operator_name=env.get("OPERATOR_NAME", ""),
        icp_filing=env.get("ICP_FILING", ""),
        police_filing=env.get("POLICE_FILING", ""),
        contact_mail=env.get("CONTACT_MAIL", ""),
        contact_phone=env.get("CONTACT_PHONE", ""),
        map_tiles_url=_tiles(env)[0],
        map_tiles_credit=_tiles(env)[1],
        metrics_token=env.get("METRICS_TOKEN", ""),
        proxy_hops=_whole(env, "PROXY_HOPS", 0),
        trusted_hosts=hosts or ((urlsplit(base).hostname or "",) if production else ()),
        page_cache_bytes=_whole(env, "PAGE_CACHE_BYTES", 24 * 2**20),
        feed_cache_bytes=_whole(env, "FEED_CACHE_BYTES", 24 * 2**20),
        feed_snapshots=_whole(env, "FEED_SNAPSHOTS", 2_000),
        log_level=env.get("LOG_LEVEL", "INFO"),
        secret_key=_secret(env),
        allow_private_fetch=env.get("ALLOW_PRIVATE_FETCH", "") == "1",
        mail_server=_mail_server(env),
        mail_from=env.get("MAIL_FROM", ""),
        ad_prefix=clean_line(env.get("AD_PREFIX", "（广告）")),
        hall_turnaround_minutes=_whole(env, "HALL_TURNAROUND_MINUTES", 360),
        wecom_base=_robot_base(env, "WECOM_BASE"),
        dingtalk_base=_robot_base(env, "DINGTALK_BASE"),
        feishu_base=_robot_base(env, "FEISHU_BASE"),
        bounce_mailbox=_bounce_mailbox(env),
        mail_hook_token=_mail_hook_token(env),
        notice_approval_above=_whole(env, "NOTICE_APPROVAL_ABOVE", 500),
        notices_a_day=_whole(env, "NOTICES_A_DAY", 3),
    )
