"""Who asks, by the name that a program gives itself: a person's browser, a calendar, or a machine that only passes by."""

import re

# A browser says Mozilla/5.0; what also says one of these, or does not say Mozilla at all, is no person at a page.
_MACHINE = re.compile(
    r"(?<!cu)bot(?:\b|[/;_-])|crawl|spider|slurp|scrap|archiver|preview|facebookexternalhit|embedly|fetch|monitor|uptime|pingdom|check"
    r"|headless|lighthouse|pagespeed|phantom|puppeteer|playwright|selenium|curl|wget|python|java/|go-http|okhttp|httpclient"
    r"|libwww|axios|node|ruby|perl|php|scan|probe|validator|feed|baiduspider|sogou web|360spider|yisouspider|bytespider",
    re.IGNORECASE,
)
MOST_READ = 400

# How calendars call themselves, in the order in which they are looked for (some name another one too).
_CALENDARS = (
    ("google", re.compile(r"google-calendar|googlecalendar", re.IGNORECASE)),
    ("apple", re.compile(r"dataaccessd|calendaragent|accountsd|calaccessd|ical/|remindd|^(?:ios|mac.?os)", re.IGNORECASE)),
    ("outlook", re.compile(r"outlook|microsoft\.exchange|exchange(?:services|webservices)?/|microsoft office", re.IGNORECASE)),
    ("thunderbird", re.compile(r"thunderbird|lightning/|betterbird", re.IGNORECASE)),
    ("icsx5", re.compile(r"icsx5|icsdroid|davx5", re.IGNORECASE)),
    ("nextcloud", re.compile(r"nextcloud|owncloud|sabre", re.IGNORECASE)),
    ("gnome", re.compile(r"evolution|gnome|libsoup", re.IGNORECASE)),
    ("vdirsyncer", re.compile(r"vdirsyncer|khal|pimsync", re.IGNORECASE)),
    ("yahoo", re.compile(r"yahoo.*calendar|yahoocalendar", re.IGNORECASE)),
    ("xiaomi", re.compile(r"miui|xiaomi|com\.android\.calendar", re.IGNORECASE)),
)
_CRAWLER = re.compile(r"(?<!cu)bot(?:\b|[/;_-])|crawl|spider|slurp", re.IGNORECASE)
OTHER = "other"
BROWSER = "browser"


def is_reader(agent: str) -> bool:
    """Whether a User-Agent is a browser's that a person reads with; a program that says nothing of itself is none."""
    stated = agent[:MOST_READ]
    return stated.startswith("Mozilla/") and _MACHINE.search(stated) is None


def calendar_service(agent: str) -> str:
    """The family of the calendar that fetches: google, apple, …; "browser" where a person opened the file, "other" for
    programs that we do not know, empty for what reads the whole web (a search engine follows nothing)."""
    stated = agent[:MOST_READ]
    for family, pattern in _CALENDARS:
        if pattern.search(stated):
            return family
    if _CRAWLER.search(stated):
        return ""
    return BROWSER if is_reader(stated) else OTHER
