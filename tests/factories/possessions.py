"""One thing of every sort that an organisation can have, made by the site's own services: for walking every address."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from accounts.actor import Actor
from accounts.licensing import Proof
from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.services import files, oversight, verification
from core import clock
from core.db import committing, session
from core.types import Bilingual
from core.uploads import keep_paper
from events.intake.placing import Placed, placed
from events.intake.stated import Showing, Stated, StatedListing
from events.models.event import Event
from events.models.intake import IntakeKind, Origin
from events.queries.force_majeure import Window
from events.services import force_majeure, intake, ownership, review, sources
from portal.services import exports, reports
from portal.services.reports import About, Said
from portal.wrongs import Wrong
from tests.factories import accounts, changing, events, written
from venues.models import Venue
from venues.places import Places
from venues.queries import houses
from venues.services import set_keeper

PAPER = b"%PDF-1.4\n% a paper that nobody else may see\n%%EOF\n"
HEADINGS = ["剧名", "日期"]
TABLE = "剧名,日期\n夜行,2026-12-05\n".encode()


@dataclass(frozen=True)
class Possessions:
    """The keys of an organisation's things."""

    public_event: int
    claimable: int
    export: int
    deed: int
    batch: int
    intake: int
    source: int
    proposal: int
    paper: int
    proof: int
    submission: int
    report: int
    listing_claim: int
    organisation_claim: int
    transfer: int
    picture: str
    announcement: int
    staff_announcement: int
    banner: int
    mailbox: int
    free_body: ClassVar[str] = "nobodys-house"


def of(whose: Organisation, who: Person, other: Organisation, folder: Path) -> Possessions:
    """All of it, committed. `other` is offered a listing; the papers go into `folder`."""
    at, actor = clock.now(), Actor(person_id=who.id)
    dates = changing.listing(whose, "shown-lantern", dates=4, title_zh="看得见的灯笼", title_en="The Lantern in Plain Sight")
    public = dates[0].run.event
    public_id, house = public.id, dates[0].run.venue_id or 0
    of_the_papers = events.event("papers-lantern", title_zh="文件里的灯笼", title_en="The Papers' Lantern")
    claimable = events.event("more-papers", title_zh="另一份文件", title_en="More Papers").id
    deed = changing.done(dates[0], actor=actor).id
    paper_digest, ending = keep_paper(PAPER, "licence.pdf", folder)
    with committing():
        whose, other = session.merge(whose), session.merge(other)
        set_keeper(session.get_one(Venue, house), whose, at=at)
        paper = files.add_evidence(
            whose.id, paper_digest, ending, name="licence.pdf", size=len(PAPER), at=at, actor=actor
        )
        proof = verification.state_proof(
            whose, Proof.COMPANY_LICENCE, paper, number="310000111111", expires_on=date(2028, 1, 1), at=at, actor=actor
        )
        picture = files.add_picture(whose.id, "0123456789abcdef0123456789abcdef", 10, "night.jpg", at=at, actor=actor)
        source = sources.subscribe(whose, "https://calendar.example.org/ours.ics", at=at, actor=actor)
        begun = intake.begin(
            whose, IntakeKind.SHEET, at=at, actor=actor, file_name="winter.csv", headings=HEADINGS, content=TABLE
        )
        intake.note_reading(begun, _stated(), [], [])
        origin = Origin(
            organisation_id=whose.id, source=source.name, uid="a@calendar.example.org", listing="0" * 16, digest="0" * 16,
            event_id=public_id, performance_id=dates[1].id, proposed={"title_zh": "改名"}, proposed_at=at, seen_at=at,
        )
        session.add(origin)
        batch = force_majeure.do_batch(
            Window(first=at, last=at + timedelta(days=9), venue_ids=(house,)), changing.change(), at=at, actor=actor,
            organisation_id=whose.id, selection={"venues": [house]},
        )
        report = reports.report(
            About(path="/events/shown-lantern", name=public.title, event_id=public_id, owner_id=whose.id),
            Said(wrong=Wrong.TIME, words="开演时间不对", language="zh"), at=at,
        )
        transfer = ownership.offer(session.get_one(Event, public_id), other, at=at, actor=actor)
        listing_claim = ownership.claim(
            session.merge(of_the_papers), whose, reason="是我们的", evidence=paper, at=at, actor=actor
        )
        session.flush()
        keys = {
            "deed": deed, "batch": batch.id, "intake": begun.id, "source": source.id, "proposal": origin.id, "paper": paper.id,
            "proof": proof.id, "report": report.id, "transfer": transfer.id, "listing_claim": listing_claim.id,
            "export": exports.ask(whose, at=at, actor=actor).id,
        }
        picture_key = picture.key
    return Possessions(
        public_event=public_id, claimable=claimable, picture=picture_key, submission=_handed_in(whose, actor),
        organisation_claim=_asked_for(who), **written.of(whose, who), **keys,
    )


def _stated() -> list[Placed]:
    listing = StatedListing(
        title=Bilingual("夜行", ""), place="某某剧场",
        showings=(Showing(line=2, uid="1", starts_at=clock.at_local(date(2026, 12, 5), changing.EVENING)),),
    )
    return placed(Stated(listings=(listing,)), Places(houses()))[0]


def _handed_in(whose: Organisation, actor: Actor) -> int:
    dates = changing.listing(whose, "waiting-lantern", is_public=False, title_zh="候审的灯笼", title_en="The Waiting Lantern")
    changing.ready(*dates)
    with committing():
        row = review.submit(dates[0].run.event, session.merge(whose), at=clock.now(), actor=actor)
    return row.id


def _asked_for(who: Person) -> int:
    """Somebody says that a body without people is theirs."""
    free = accounts.organisation(Possessions.free_body, name_zh="无人之家", name_en="Nobody's House")
    with committing():
        row = oversight.claim_organisation(
            session.merge(free), session.merge(who), reason="我是负责人", evidence=None, at=clock.now(),
            actor=Actor(person_id=who.id),
        )
    return row.id
