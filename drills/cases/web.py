"""The web's half of D16: a server is told to go while requests that take two seconds come in, fifty a second."""

import http.client
import threading
import time
from dataclasses import dataclass, field

from bench import servers
from drills.rig import Grounds, wait_for
from drills.table import Table

PORT = 8957
A_SECOND = 50


@dataclass(slots=True)
class Asked:
    """What became of requests: taken by the server (the connection stood before it was told to go), and answered."""

    answered: int = 0
    failed: list[str] = field(default_factory=list)
    turned_away: int = 0
    told_at: float = float("inf")

    def ask(self) -> None:
        """One request, which the server needs two seconds for."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        try:
            connection.request("GET", "/slow")
            answer = connection.getresponse()
            answer.read()
            self.answered += answer.status == 200
            if answer.status != 200:
                self.failed.append(str(answer.status))
        except OSError as error:
            if began >= self.told_at - 0.05:
                self.turned_away += 1  # came when the door was closed; a balancer asks the other server
            else:
                self.failed.append(type(error).__name__)
        finally:
            connection.close()


def slow_requests_end(grounds: Grounds, engine: str, table: Table) -> None:
    """Nobody who was let in is sent away without an answer."""
    with grounds.rig(engine) as rig:
        environ = {"PORT": str(PORT), "WEB_WORKERS": "2", "WEB_THREADS": "64"}
        server = servers.start("drills.slow:app", PORT, rig.environ | environ)
        asked, threads = Asked(), []
        try:
            began = time.monotonic()
            for number in range(A_SECOND * 5):
                wait_for(lambda: time.monotonic() >= began + number / A_SECOND, 10, 0.002)  # noqa: B023 - asked at once
                if number == A_SECOND * 4:
                    asked.told_at = time.monotonic()
                    server.process.terminate()
                threads.append(threading.Thread(target=asked.ask))
                threads[-1].start()
            took = wait_for(lambda: server.process.poll() is not None, 40)
            waited = (took if took is not None else 99) + time.monotonic() - asked.told_at - (took or 0)
        finally:
            server.process.kill()
            server.process.wait()
        for each in threads:
            each.join()
        table.note("requests answered", str(asked.answered))
        table.exactly("requests in flight that failed", len(asked.failed), 0)
        table.note("requests after the door was closed", str(asked.turned_away))
        table.most("web exit after SIGTERM", round(waited, 1), 20, " s")
        table.exactly("its exit code", server.process.returncode, 0)
