"""A client that keeps its connections: a fixed number of requests on a few threads."""

import http.client
import threading
import time
from dataclasses import dataclass

from bench.servers import Server

THREADS = 4


@dataclass(frozen=True, slots=True)
class Round:
    """What one round cost: processor seconds of the workers a request, and requests a second."""

    cpu: float
    rate: float


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def timed(port: int, path: str, headers: dict[str, str]) -> float:
    """Seconds that one client waits for one answer."""
    before = time.perf_counter()
    status, _, _ = ask(port, path, headers)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return time.perf_counter() - before


def _many(port: int, path: str, headers: dict[str, str], count: int, expected: int, wrong: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(count):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != expected:
            wrong.append(answer.status)
    connection.close()


def run_round(server: Server, path: str, headers: dict[str, str], *, requests: int, expected: int = 200) -> Round:
    """Ask `requests` times on four kept connections and read what the workers' processors did."""
    wrong: list[int] = []
    threads = [
        threading.Thread(target=_many, args=(server.port, path, headers, requests // THREADS, expected, wrong))
        for _ in range(THREADS)
    ]
    cpu, clock = server.cpu_seconds(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - clock, server.cpu_seconds() - cpu
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]}")
    done = requests // THREADS * THREADS
    return Round(used / done, done / took)
