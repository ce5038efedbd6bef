"""One real mail of each kind, brought about as in life: a thing is followed, something happens, the clock goes on."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.services import telling
from core import clock
from core.db import committing, session
from core.types import Bilingual
from core.web import settings
from events.models.deed import DeedKind
from events.models.performance import Performance
from events.models.words import Form, Status
from notices import registry
from notices.channels.channel import Outcome
from notices.hours import DAILY, next_digest
from notices.models.follower import ChannelCode, Follower
from notices.models.notice import Announcement
from notices.news import News, reminder
from notices.services import announcements, asking, ways
from notices.services.announcements import Limits
from notices.services.subscriptions import Wanted
from notices.services.testing import send_test
from tests.factories import accounts, announcing, changing, events, following, news, venues

MAIL, COLLEAGUE = "reader@example.org", "colleague@example.org"
FEW = Limits(approval_above=1, a_day=9)
REASON = Bilingual("主演受伤。", "The leading actor is hurt.")
REFUND = Bilingual("可全额退票。", "Tickets are refunded in full.")
FENCE = "\u200b"


def read(mail: bytes) -> EmailMessage:
    """A mail as the library's newest reader understands it; it must find nothing amiss."""
    found = message_from_bytes(mail, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not [each for part in found.walk() for each in part.defects]
    return found


def mails() -> list[EmailMessage]:
    """What lies in the folder of letters, whoever wrote it."""
    return [read(path.read_bytes()) for path in settings().mail_folder.glob("*.eml")]


def part_of(mail: EmailMessage, kind: str) -> str:
    """The text of the part `text/<kind>`."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


class Page(HTMLParser):
    """The words and the links of a page of HTML, its lines as lines."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.links, self._tags = "", list[str](), list[str]()
        self.tags = set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Breaks are breaks, and links are noted."""
        self.tags.add(tag)
        self.words += "\n" if tag in {"br", "p"} else ""
        links = [value or "" for name, value in attrs if name in {"href", "src"}]
        self.links += links
        self.words += links[0] if tag == "a" else ""
        self._tags += [] if tag in {"br", "meta"} else [tag]

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        assert self._tags.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words, but not those of the head; of a link the whole of it stands there already."""
        if "a" in self._tags:
            whole = self.links[-1]
            assert data in {whole, f"{whole.rpartition('/')[0]}/…"}, "a link leads where it says"
        elif "head" not in self._tags:
            self.words += data


def lines(text: str) -> list[str]:
    """The lines that say something, as the eye sees them."""
    return [line for each in text.replace(FENCE, "").splitlines() if (line := " ".join(each.split()))]


# --- what happens ----------------------------------------------------------------------------------------------------


def _dates(number: int = 1) -> tuple[Organisation, list[Performance]]:
    owner = accounts.organisation()
    with news.later(days=-10):
        rows = changing.listing(owner, first_in=17, dates=number)
    news.told_long_ago()
    news.tick()
    return owner, rows


def _reader(language: str, subject: str, *wishes: str, **facts: Any) -> Follower:
    who = following.follower(MAIL, language=language, **facts)
    following.subscription(who, subject, wishes)
    return who


def changed(language: str, kind: DeedKind = DeedKind.MOVE, number: int = 1, **facts: Any) -> None:
    """Dates are otherwise than they were announced: an hour later, unless something else is stated."""
    _owner, rows = _dates(number)
    _reader(language, f"event:{rows[0].run.event_id}", News.CHANGE.value)
    if kind is DeedKind.MOVE:
        facts["starts"] = {each.id: each.starts_at + timedelta(hours=1) for each in rows}
    changing.done(*rows, kind=kind, **{"words": REASON} | facts)
    news.ticked(minutes=31)


def another_hall(language: str) -> None:
    """A date goes to the house's smaller hall."""
    _owner, rows = _dates()
    small = venues.hall(session.merge(rows[0]).venue, "small", name_zh="小剧场", name_en="Small Hall", capacity=300)
    _reader(language, f"event:{rows[0].run.event_id}", News.CHANGE.value)
    changing.done(*rows, kind=DeedKind.HALL, hall=small, words=REASON)
    news.ticked(minutes=31)


def recast(language: str) -> None:
    """Somebody else plays."""
    changed(language, DeedKind.CAST, cast=Bilingual("周云", "Zhou Yun"))


def cancelled(language: str, number: int = 1) -> None:
    """Dates do not take place."""
    _owner, rows = _dates(number)
    _reader(language, f"event:{rows[0].run.event_id}", News.CANCELLATION.value)
    changing.done(*rows, words=REASON, refund=REFUND)
    news.ticked(minutes=11)


def shown(language: str) -> None:
    """A listing becomes public."""
    owner = accounts.organisation()
    _reader(language, "city:310000", News.NEW_DATES.value)
    changing.listing(owner)
    news.ticked(minutes=31)


def on_sale(language: str, number: int = 1) -> None:
    """Tickets go on sale soon."""
    _owner, rows = _dates(number)
    changing.approved(*rows)
    _reader(language, f"event:{rows[0].run.event_id}", News.ON_SALE.value)
    events.moment(session.merge(rows[0]).run, form=Form.ON_SALE, starts_at=clock.now() + timedelta(hours=5))
    news.ticked(hours=4, minutes=45)


def reminded(language: str) -> None:
    """A date is near."""
    _owner, rows = _dates()
    _reader(language, f"performance:{rows[0].id}", reminder(24 * 60))
    news.ticked(days=6, hours=8)


def digested(language: str) -> None:
    """A day with all that can be new."""
    _owner, rows = _dates(3)
    who = _reader(language, "city:310000", DAILY, digest_minute=8 * 60)
    with committing():
        mine = session.merge(who)
        mine.digest_due_at = next_digest(mine, clock.now(), {DAILY})
    first, second = rows[:2]
    starts = {first.id: first.starts_at + timedelta(hours=1)}
    changing.done(first, kind=DeedKind.MOVE, starts=starts, words=REASON)
    changing.done(second, words=REASON, refund=REFUND)
    changing.listing(None, "night-birds", title_zh="夜鸟", title_en="Night Birds")
    news.ticked(minutes=31)
    news.ticked(hours=20)


def announced(language: str) -> None:
    """An organiser writes to its followers."""
    owner = accounts.organisation()
    writer = accounts.member(owner, of=accounts.person("writer@example.org"))
    _reader(language, f"organiser:{owner.id}", News.ORGANISER.value)
    subject, body = Bilingual("演后谈", "A talk afterwards"), Bilingual("{name}，请留下。", "Stay with us, {name}.")
    announcing.handed_in(owner, writer, subject=subject, body=body)
    news.tick()


def asked(language: str) -> None:
    """Somebody wants to follow a city, and says by which address."""
    found = registry.subjects_named(["city:310000"]).get("city:310000")
    assert found is not None
    with committing():
        wanted = Wanted((News.CHANGE.value, News.CANCELLATION.value), language)
        asking.ask(MAIL, found, wanted, at=clock.now())
    news.tick()


def link_wanted(language: str) -> None:
    """Somebody wants the link to their pages."""
    _reader(language, "city:310000", News.CHANGE.value)
    with committing():
        asking.send_link(MAIL, language, at=clock.now())
    news.tick()


def tested(language: str) -> None:
    """Whoever writes a notice wants to see it; in each language that it has."""
    owner = accounts.organisation()
    writer = accounts.member(owner, of=accounts.person(MAIL, name="Lin Zhou" if language == "en" else "林舟"))
    subject, body = Bilingual("演后谈", ""), Bilingual("{name}，请留下。", "")
    if language == "en":
        subject, body = Bilingual("", "A talk afterwards"), Bilingual("", "Stay with us, {name}.")
    row = announcing.draft(owner, writer, subject=subject, body=body)
    with committing():
        send_test(session.merge(row), session.merge(writer), at=clock.now())
    news.tick()


def _handed_in(language: str, author: str, **facts: Any) -> tuple[Announcement, Person]:
    """A notice to two readers that waits for a second person; and that person, of the two whose address is not `author`."""
    owner = accounts.organisation()
    for _ in range(2):
        announcing.fan(f"organiser:{owner.id}")
    name = "Zhou Yun" if language == "en" else "周云"
    writer, other = (
        accounts.member(owner, of=accounts.person(mail, name=name, language=language))
        for mail in (author, COLLEAGUE if author == MAIL else MAIL)
    )
    return announcing.handed_in(owner, writer, limits=FEW, **facts), other


def waiting(language: str) -> None:
    """A notice to many waits for the word of a second person."""
    _handed_in(language, COLLEAGUE)
    news.tick()


def approved(language: str) -> None:
    """A second person says yes to a notice for a later day."""
    row, other = _handed_in(language, MAIL, wall="2026-12-01T19:30")
    with committing():
        mine = session.merge(row)
        announcements.approve(mine, seen=mine.version, limits=FEW, at=clock.now(), actor=accounts.acting(other))
    news.tick()


def sent_back(language: str) -> None:
    """A second person says no, and why."""
    row, other = _handed_in(language, MAIL)
    with committing():
        mine, words = session.merge(row), REASON.in_language(language)
        announcements.send_back(mine, words, seen=mine.version, at=clock.now(), actor=accounts.acting(other))
    news.tick()


def died(language: str) -> None:
    """The date that a notice is about is cancelled."""
    owner = accounts.organisation()
    author = accounts.person(MAIL, language=language)
    accounts.member(owner, of=author)
    announcing.fan(f"organiser:{owner.id}")
    with news.later(days=-10):
        date = changing.listing(owner, first_in=17, dates=1)[0]
    news.told_long_ago()
    news.tick()
    announcing.handed_in(owner, author, wall="", performance_id=date.id, offset_minutes=-1440)
    announcing.status(date, Status.CANCELLED)
    news.ticked(minutes=11)


def way_stopped(language: str) -> None:
    """A follower's robot was removed from its group: its service says so at the next message."""
    way = following.way(following.follower(MAIL, language=language), ChannelCode.WECOM.value, name="")
    with committing():
        ways.note_outcome(session.merge(way), Outcome("key 93000", for_good=True), at=clock.now())
    news.tick()


def told(kind: str, **facts: Any) -> Callable[[str], None]:
    """A single letter of a kind, as it would be as a mail."""

    def bring_about(language: str) -> None:
        with committing():
            telling.tell(kind, at=clock.now(), to=MAIL, key=kind, language=language, facts=facts)
        news.tick()

    return bring_about
