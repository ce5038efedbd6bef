"""Settings: read once, refused early, by name."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from core.config import ROOT, BadSetting, read_settings, with_own_key


def test_nothing_is_required_on_a_laptop() -> None:
    found = read_settings({})
    assert found.public_base_url == "http://127.0.0.1:8000"
    assert found.data_folder == ROOT / "var"
    assert found.database_url == f"sqlite:///{ROOT / 'var' / 'deltawindow.sqlite3'}"
    assert found.trusted_hosts == ()
    assert not found.production


def test_the_port_is_in_the_address() -> None:
    assert read_settings({"PORT": "8123"}).public_base_url == "http://127.0.0.1:8123"


def test_production_needs_its_https_address() -> None:
    for address in ({}, {"PUBLIC_BASE_URL": "http://window.example"}):
        with pytest.raises(BadSetting, match="PUBLIC_BASE_URL"):
            read_settings({"ENVIRONMENT": "production", **address})
    found = read_settings({"ENVIRONMENT": "production", "PUBLIC_BASE_URL": "https://window.example/"})
    assert found.public_base_url == "https://window.example"
    assert found.public_host == "window.example"
    assert found.trusted_hosts == ("window.example",)


def test_hosts_may_be_named() -> None:
    assert read_settings({"TRUSTED_HOSTS": "a.example,b.example"}).trusted_hosts == ("a.example", "b.example")


@pytest.mark.parametrize("address", ["window.example", "ftp://window.example", "https://", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadSetting, match="PUBLIC_BASE_URL"):
        read_settings({"PUBLIC_BASE_URL": address})


@pytest.mark.parametrize("name", ["PROXY_HOPS", "PAGE_CACHE_BYTES", "FEED_CACHE_BYTES", "FEED_SNAPSHOTS"])
@pytest.mark.parametrize("value", ["many", "-1", "1.5", "1e3"])
def test_a_number_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("stated", "used"),
    [
        ("postgresql://u:p@db/window", "postgresql+psycopg://u:p@db/window"),
        ("postgres://u:p@db/window", "postgresql+psycopg://u:p@db/window"),
        ("postgresql+psycopg://u@db/window", "postgresql+psycopg://u@db/window"),
        ("sqlite:////srv/window.sqlite3", "sqlite:////srv/window.sqlite3"),
    ],
)
def test_the_database_may_be_named_as_one_is_used_to(stated: str, used: str) -> None:
    assert read_settings({"DATABASE_URL": stated}).database_url == used


def test_the_folder_is_absolute_and_settings_stay() -> None:
    found = read_settings({"DATA_FOLDER": "here"})
    assert found.data_folder == Path("here").absolute()
    with pytest.raises(FrozenInstanceError):
        found.production = True  # type: ignore[misc]


LAYER = {"MAP_TILES_URL": "https://tiles.example/v1/{z}/{x}/{y}.png", "MAP_TILES_CREDIT": "Example"}


def test_no_tile_layer_unless_one_is_set() -> None:
    assert read_settings({}).map_tiles_url == ""
    assert read_settings({}).map_tiles_origin == ""
    found = read_settings(LAYER)
    assert found.map_tiles_origin == "https://tiles.example"
    assert found.map_tiles_credit == "Example"


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example/{z}/{x}/{y}", "https://tiles.example/{z}/{x}", "https://a b/{z}/{x}/{y}",
        "https://a;script-src/{z}{x}{y}",
        "https://{z}.example/{x}/{y}", "tiles/{z}/{x}/{y}", "https://u@tiles.example/{z}/{x}/{y}",
    ],
)
def test_an_unfit_tile_layer_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="MAP_TILES_URL"):
        read_settings(LAYER | {"MAP_TILES_URL": url})


def test_a_tile_layer_must_name_its_owner() -> None:
    with pytest.raises(BadSetting, match="MAP_TILES_CREDIT"):
        read_settings({"MAP_TILES_URL": LAYER["MAP_TILES_URL"]})


def test_a_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    bare = read_settings({"DATA_FOLDER": str(tmp_path)})
    assert list(tmp_path.iterdir()) == [], "reading settings writes nothing"
    first, second = with_own_key(bare), with_own_key(bare)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert first.secret_key not in repr(first)
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(BadSetting, match="holds no key"):
        with_own_key(bare)
    with pytest.raises(BadSetting, match="SECRET_KEY"):
        read_settings({"DATA_FOLDER": str(tmp_path), "SECRET_KEY": "short"})


def test_addresses_of_this_machine_are_asked_in_tests_only() -> None:
    assert not read_settings({}).allow_private_fetch
    assert read_settings({"ALLOW_PRIVATE_FETCH": "1"}).allow_private_fetch
    with pytest.raises(BadSetting, match="ALLOW_PRIVATE_FETCH"):
        read_settings({"ENVIRONMENT": "production", "PUBLIC_BASE_URL": "https://w.example", "ALLOW_PRIVATE_FETCH": "1"})


@pytest.mark.parametrize("address", ["imaps://a:b@mail.example/Reports", "maildir:///var/mail/reports", ""])
def test_where_reports_arrive(address: str) -> None:
    assert read_settings({"BOUNCE_MAILBOX": address}).bounce_mailbox == address
    assert "a:b@" not in repr(read_settings({"BOUNCE_MAILBOX": address}))


@pytest.mark.parametrize(("name", "stated"), [
    ("BOUNCE_MAILBOX", "imap://a:b@mail.example/"), ("BOUNCE_MAILBOX", "imaps://mail.example/"),
    ("BOUNCE_MAILBOX", "/var/mail"), ("BOUNCE_MAILBOX", "maildir://var/mail"), ("MAIL_HOOK_TOKEN", "short"),
    ("WECOM_BASE", "qyapi.weixin.qq.com"),
    ("DINGTALK_BASE", "ftp://x"), ("FEISHU_BASE", "https://open.feishu.cn/?a=1"),
])
def test_settings_of_ways_that_cannot_be_used(name: str, stated: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: stated})


def test_robots_are_asked_where_the_operator_says() -> None:
    found = read_settings({"WECOM_BASE": "https://gate.example/wecom/"})
    assert (found.wecom_base, found.dingtalk_base, found.feishu_base) == ("https://gate.example/wecom", "", "")
