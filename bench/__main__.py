"""`make bench`: prints how the site's cost compares with a bare Flask application under the same server.

Ratios are of processor time of the worker processes a request, median of interleaved rounds in one run. `--quick` measures
at 10,000 performances only.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

from bench import client, data, notices, servers

ROUNDS = 7
REQUESTS = 1_000
COLD = 15
GZIP = {"Accept-Encoding": "gzip"}
API_LIST = "/api/v1/performances?demo=1"
COLD_PATHS = ("/calendar", "/calendar/month", "/calendar.ics", "/calendar.ics?city=shanghai", "/", "/cities/shanghai", API_LIST)
FILTERED_PATHS = (
    "/calendar/week", "/calendar/day", "/calendar?kind=show&price=free", "/calendar?near=hangzhou&within=3",
    "/calendar?zone=show-life&time=evening&tickets=available", "/calendar?genre=opera&time=late", "/calendar/month?family=xiqu",
    "/calendar.ics?near=hangzhou&within=3", "/calendar.ics?family=xiqu&time=matinee",
)
GROWTH_PATHS = (
    *COLD_PATHS, *FILTERED_PATHS,
    "/premieres", "/premieres.ics", "/calendar?kind=show", "/calendar.ics?kind=forum", "/windows/wenlv.ics",
    "/strands/jiangnan.ics", "/venues/shanghai-grand-theatre", "/cities/shanghai.ics", "/calendar.atom",
)
SEARCHES = (
    "首演", "越剧", "yueju", "上海大剧院", "大剧院", "shdjy", "hangzhou",
    "Nanjing", "musical", "第21届", "lamplighter", "Shanghia", "上海大剧园",
    "上海 musical", "的", "suzhou",
)
SEARCH_PATHS = tuple(f"/search?q={quote(words)}" for words in SEARCHES)
EVERY_KIND = (
    "/", "/calendar", "/calendar/month", "/premieres", "/programmes", "/cities", "/windows", "/subscribe", "/calendar.ics",
    "/premieres.ics", "/on-sale.ics", "/deadlines.ics", "/calendar.atom", "/calendar?when=tonight", "/calendar?kind=forum",
    "/cities/shanghai", "/cities/hangzhou", "/cities/shanghai.ics", "/cities/hefei.ics", "/venues/shanghai-grand-theatre",
    "/venues/shanghai-grand-theatre.ics", "/windows/wenlv", "/windows/wenlv.ics", "/strands/jiangnan", "/strands/jiangnan.ics",
    API_LIST,
)


@contextmanager
def _running(folder: Path, port: int) -> Iterator[servers.Server]:
    server = servers.start("wsgi:app", port, {"DATA_FOLDER": str(folder), "DATABASE_URL": "", "LOG_LEVEL": "INFO"})
    try:
        yield server
    finally:
        server.stop()


def _warm(folder: Path) -> None:
    """304, warm page and warm feed against hello, in interleaved rounds."""
    with _running(folder, 8931) as site:
        hello = servers.start("bench.hello:app", 8932, {"DATA_FOLDER": str(folder / "hello")})
        try:
            _, feed_head, body = client.ask(site.port, "/calendar.ics", GZIP)
            _, page_head, _ = client.ask(site.port, "/calendar", GZIP)
            _, plain_head, plain = client.ask(site.port, "/calendar.ics")
            print(f"  feed: {plain.count(b'BEGIN:VEVENT')} entries, {len(plain):,} bytes, {len(body):,} compressed; "
                  f"page: {page_head.get('content-length')} bytes compressed")
            del plain_head
            cases: dict[str, tuple[str, dict[str, str], int, float]] = {
                "feed asked again (304)": ("/calendar.ics", GZIP | {"If-None-Match": feed_head["etag"]}, 304, 2.2),
                "page asked again (304)": ("/calendar", GZIP | {"If-None-Match": page_head["etag"]}, 304, 2.2),
                "calendar page, warm": ("/calendar", GZIP, 200, 2.4),
                "feed of 800, warm, gzip": ("/calendar.ics", GZIP, 200, 2.5),
                "API list of 50, warm, gzip": (API_LIST, GZIP, 200, 2.4),
            }
            ratios: dict[str, list[float]] = {name: [] for name in cases}
            rates: dict[str, list[float]] = {name: [] for name in cases}
            costs: dict[str, list[float]] = {name: [] for name in cases}
            base_rates: list[float] = []
            for number in range(ROUNDS + 1):
                before = client.run_round(hello, "/", {}, requests=REQUESTS)
                for name, (path, headers, expected, _) in cases.items():
                    found = client.run_round(site, path, headers, requests=REQUESTS, expected=expected)
                    after = client.run_round(hello, "/", {}, requests=REQUESTS)
                    if number:
                        ratios[name].append(found.cpu / ((before.cpu + after.cpu) / 2))
                        rates[name].append(found.rate)
                        costs[name].append(found.cpu * 1000)
                        base_rates.append(after.rate)
                    before = after
            print(f"  {'hello (yardstick)':34} 1.00                    {statistics.median(base_rates):6.0f} requests/s")
            for name, (_, _, _, limit) in cases.items():
                middle = statistics.median(ratios[name])
                spread = f"{min(ratios[name]):.2f}-{max(ratios[name]):.2f}"
                print(f"  {name:34} {middle:4.2f} ({spread}) of {limit}  {statistics.median(rates[name]):6.0f} requests/s"
                      f"  {statistics.median(costs[name]):5.2f} ms")
        finally:
            hello.stop()


def _cold(folder: Path, paths: tuple[str, ...] = COLD_PATHS) -> dict[str, float]:
    """Milliseconds of the first answer after a change, for one client, compression included."""
    found: dict[str, float] = {}
    with _running(folder, 8933) as site:
        for path in paths:
            for _ in range(4):
                client.timed(site.port, path, GZIP)
            waits = []
            for number in range(COLD):
                data.change_something(folder, number)
                time.sleep(0.12)  # processes remember the revision for 100 ms
                waits.append(client.timed(site.port, path, GZIP))
            found[path] = statistics.median(waits) * 1000
    return found


def _memory(folder: Path) -> list[int]:
    with _running(folder, 8934) as site:
        for _ in range(6):
            for path in EVERY_KIND:
                for prefix in ("", "/en"):
                    client.ask(site.port, prefix + path, GZIP)
        return site.resident_bytes()


def _growth(small: Path, large: Path) -> None:
    few, many = _cold(small, GROWTH_PATHS), _cold(large, GROWTH_PATHS)
    for path in few:
        print(f"  {path:34} {few[path]:6.1f} ms -> {many[path]:6.1f} ms   x {many[path] / few[path]:.2f} of 1.5")


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the measures at 10,000 performances")
    parser.add_argument("--keep", type=Path, help="keep the data in this folder and use it again")
    chosen = parser.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="deltawindow-bench-"))
    try:
        _measure(folder, quick=chosen.quick)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _searches(found: dict[str, float]) -> str:
    slowest = max(found, key=lambda path: found[path])
    return (
        f"median of {len(found)} searches {statistics.median(found.values()):.1f} ms of 30, "
        f"slowest {found[slowest]:.1f} ms ({unquote(slowest).partition('=')[2]})"
    )


def _made(folder: Path, make: Callable[[Path], None]) -> Path:
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        before = time.perf_counter()
        make(folder)
        print(f"  data made in {time.perf_counter() - before:.0f} s")
        (folder / "ready").touch()
    return folder


def _measure(folder: Path, *, quick: bool) -> None:
    print("10,000 performances, SQLite, gunicorn gthread 2 x 4; processor time of the workers a request against hello")
    middle = _made(folder / "10000", lambda where: data.season(where, 10_000))
    _warm(middle)
    print(f"after a change (nothing warm), one client, gzip included; median of {COLD}, limit 60 ms for list, month, feed")
    for path, wait in _cold(middle, COLD_PATHS + FILTERED_PATHS).items():
        print(f"  {path:34} {wait:6.1f} ms")
    searches = _cold(middle, SEARCH_PATHS)
    print(f"  {_searches(searches)}")
    if quick:
        return
    print("the outbox, SQLite")
    notices.measure()
    print("growth from 1,000 to 100,000 performances, the same rows in every date window")
    small = _made(folder / "1000", lambda where: data.season(where, 1_000))

    def make_large(where: Path) -> None:
        data.season(where, 1_000)
        print(f"  {data.add_far_rows(where, 100):,} performances")

    _growth(small, _made(folder / "100000-far", make_large))
    print("100,000 performances in the season itself")
    large = _made(folder / "100000", lambda where: data.season(where, 100_000))
    many = _cold(large, SEARCH_PATHS)
    ratio = statistics.median(many.values()) / statistics.median(searches.values())
    print(f"  {_searches(many)}; x {ratio:.2f} of 1.5 against 10,000")
    print("  resident memory a worker:", ", ".join(f"{each / 2**20:.0f} MB" for each in _memory(large)), "of 180 MB")


if __name__ == "__main__":
    main()
