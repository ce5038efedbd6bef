"""A real browser before a running site: Debian's Chromium, the papers and the demo season, the clock standing at noon."""

import os
import shutil
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import BaseWSGIServer, make_server

from core import clock
from tests import databases
from tests.conftest import NOON, close, make_app, make_settings

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
# What WCAG 2.2 AA and good practice ask; axe's own default set.
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"]}
ENOUGH_SHARED_BYTES = 2**30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason told, where no browser can be had; `make test` refuses that on CI."""
    if CHROMIUM:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one."""
    arguments = ["--lang=zh-CN", "--disable-gpu"]
    if not Path("/dev/shm").is_dir() or shutil.disk_usage("/dev/shm").total < ENOUGH_SHARED_BYTES:
        arguments.append("--disable-dev-shm-usage")  # a container's 64 MB are too few for it
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


def _load(app: Flask) -> None:
    """Load what a visitor of a fresh site sees; commands that do not exist yet are passed over."""
    runner = app.test_cli_runner()
    known = app.cli.commands["load"].commands if "load" in app.cli.commands else {}  # type: ignore[attr-defined]
    for command, *options in (["papers"], ["demo", "--from", "2026-11-21"]):
        if command in known:
            answer = runner.invoke(args=["load", command, *options])
            assert answer.exit_code == 0, f"load {command}: {answer.output} {answer.exception!r}"


@pytest.fixture(scope="session")
def site_app(
    copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application behind `site`; one for the whole session, so tests must not change its rows."""
    folder = tmp_path_factory.mktemp("site")
    with copies.fresh(folder) as url, clock.standing_still(NOON):
        app = make_app(make_settings(folder, url, public_base_url=f"http://127.0.0.1:{_free_port()}"))
        _load(app)
        yield app
        close(app)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(site_app: Flask) -> Iterator[str]:
    """The address of a running site (http://127.0.0.1:…), without a slash at its end."""
    address: str = site_app.extensions["settings"].public_base_url
    server: BaseWSGIServer = make_server("127.0.0.1", int(address.rpartition(":")[2]), site_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def own_app(copies: databases.SqliteCopies | databases.PostgresCopies, tmp_path: Path) -> Iterator[Flask]:
    """A site of one test: its rows may change."""
    with copies.fresh(tmp_path) as url, clock.standing_still(NOON):
        app = make_app(make_settings(tmp_path, url, public_base_url=f"http://127.0.0.1:{_free_port()}"))
        with app.app_context():
            yield app
        close(app)


@pytest.fixture
def own_site(own_app: Flask) -> Iterator[str]:
    """Its address."""
    address: str = own_app.extensions["settings"].public_base_url
    server = make_server("127.0.0.1", int(address.rpartition(":")[2]), own_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """pytest-playwright resolves `page.goto("/calendar")` against this."""
    return site


@pytest.fixture
def axe(page: Page) -> Callable[[], None]:
    """`axe()` fails when the page as it stands has any violation."""

    def check() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = Axe().run(page, options=AXE_OPTIONS)
        assert found.violations_count == 0, found.generate_report()

    return check


