"""Work of this package that runs by itself."""

from core import clock
from core.db import committing
from core.jobs import Job
from core.logs import log
from core.outbound import Fetched, fetch
from core.web import settings
from events import linkstate
from events.linkstate import Verdict
from events.services import confirming, links

A_BATCH = 500
LIMIT_BYTES = 256 * 2**10
LIMIT_S = 8.0
LEAST_TO_COMPARE = 3
# Services that stand before a site and ask machines to prove themselves.
GUARDS = ("cloudflare", "akamai", "yunjiasu", "waf", "anquanbao", "jiasule")


def gather_links() -> None:
    """Find the addresses that public pages lead to: looked for while others write, noted some at a time."""
    fresh, gone = links.difference(clock.today())
    for first in range(0, len(fresh), A_BATCH):
        with committing():
            links.begin(fresh[first : first + A_BATCH], at=clock.now())
    for first in range(0, len(gone), A_BATCH):
        with committing():
            links.stop(gone[first : first + A_BATCH])


def check_links() -> None:
    """Ask a few due addresses, one after the other and no database held meanwhile, then write down what came of it."""
    with committing():
        taken = links.claim(at=clock.now())
    found = [(key, _asked(address)) for key, address in taken]
    line = [each for _key, each in found if each.reason in linkstate.OF_THE_LINE]
    if len(found) >= LEAST_TO_COMPARE and len(line) == len(found):
        log.warning("no link could be reached: our own line may be broken, nothing is noted", links=len(found))
        return
    for key, each in found:
        with committing():
            links.note(key, _verdict(each), outcome=_outcome(each), at=clock.now(), today=clock.today())


def _asked(address: str) -> Fetched:
    return fetch(address, limit_bytes=LIMIT_BYTES, limit_s=LIMIT_S, allow_private=settings().allow_private_fetch)


def _verdict(found: Fetched) -> Verdict:
    said = linkstate.verdict(found.reason, found.status)
    server = found.headers.get("server", "").lower()
    is_guarded = "cf-mitigated" in found.headers or any(guard in server for guard in GUARDS)
    return Verdict.UNSURE if said is Verdict.FAILED and found.status and is_guarded else said


def _outcome(found: Fetched) -> str:
    return f"status {found.status}" if found.reason == "status" else str(found.reason)


def ask_organisers() -> None:
    """Ask whether what is on soon stands as listed: two weeks before, and three days before."""
    for lead in confirming.LEADS:
        has_more = True
        while has_more:
            with committing():
                has_more = confirming.ask_some(lead, at=clock.now())


JOBS = [
    Job(name="events.gather_links", run=gather_links, every_s=1800),
    Job(name="events.check_links", run=check_links, every_s=60),
    Job(name="events.ask_organisers", run=ask_organisers, every_s=900),
]
