"""Who asks, by the name that a program gives itself."""

import pytest

from feeds.agents import calendar_service, is_reader

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.49"
CUBOT = "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize("agent", [CHROME, WECHAT, CUBOT])
def test_browsers_are_read_by_people(agent: str) -> None:
    assert is_reader(agent)


@pytest.mark.parametrize("agent", [
    "", "curl/8.5.0", "python-requests/2.32", "Googlebot/2.1",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)", "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0.0.0",
    "Sogou web spider/4.0", "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; UptimeRobot/2.0)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 Mobile Safari/537.36 (compatible; Bytespider; x@y.example)",
])
def test_machines_are_no_readers(agent: str) -> None:
    assert not is_reader(agent)


@pytest.mark.parametrize(("agent", "service"), [
    ("Google-Calendar-Importer", "google"),
    ("iOS/17.5 (21F79) dataaccessd/1.0", "apple"),
    ("macOS/14.5 (23F79) dataaccessd/1.0", "apple"),
    ("Mac OS X/10.15.7 (19H15) CalendarAgent/930.5", "apple"),
    ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17628; Pro)", "outlook"),
    ("Microsoft.Exchange/15.20 (Windows NT)", "outlook"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0", "thunderbird"),
    ("ICSx5/2.2.3 (2024-08-04; okhttp/4.12.0) Android/14", "icsx5"),
    ("Nextcloud Webcal Service", "nextcloud"),
    ("Evolution/3.52.3", "gnome"),
    ("vdirsyncer/0.19.2", "vdirsyncer"),
    (CHROME, "browser"),
    ("curl/8.5.0", "other"),
    ("", "other"),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ""),
])
def test_calendars_say_what_they_are(agent: str, service: str) -> None:
    assert calendar_service(agent) == service


def test_a_very_long_name_costs_nothing() -> None:
    assert not is_reader("x" * 100_000)
    assert calendar_service("x" * 100_000) == "other"
