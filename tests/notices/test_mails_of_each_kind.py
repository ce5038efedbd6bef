"""A mail of each kind, brought about as in life and read by a parser that is not ours: headers, parts, words, links."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from application import NOTICE_KINDS
from core import clock
from core.db import committing, session
from core.web import settings
from events.models.deed import DeedKind
from notices.jobs import sending
from notices.letters_told import LETTERS
from notices.models.delivery import Delivery, Fate
from tests.factories import mails

Happens = Callable[[str], None]
Said = dict[str, tuple[str, ...]]
PAGE = {"zh": "https://window.example/events/the-long-bridge", "en": "https://window.example/en/events/the-long-bridge"}
DAY = {"zh": "2026年11月28日（周六）19:30", "en": "Saturday 28 November 2026, 19:30"}
THEN = {"zh": "2026年11月28日（周六）20:30", "en": "Saturday 28 November 2026, 20:30"}
AT = {"zh": f"，{DAY['zh']}，上海", "en": f", {DAY['en']}, Shanghai"}
PLACE = {"zh": "地点：江畔剧院 大剧场", "en": "Place: River Theatre Main Hall"}
WHY = {"zh": mails.REASON.zh, "en": mails.REASON.en}
REFUND = {"zh": mails.REFUND.zh, "en": mails.REFUND.en}
TITLE = {"zh": "长桥", "en": "The Long Bridge"}


def each(*words: str | dict[str, str]) -> Said:
    """What is said in each language; a pair of words is "Chinese|English"."""
    pairs = [word if isinstance(word, dict) else dict(zip(("zh", "en"), word.split("|"), strict=True)) for word in words]
    return {speaks: tuple(pair[speaks] for pair in pairs) for speaks in ("zh", "en")}


# What happens, the kind of letter, its subject, and what it says in this order.
KINDS: dict[str, tuple[Happens, str, Said]] = {
    "another hour": (mails.changed, "change", each(
        f"改期：长桥，{THEN['zh']}，上海|New time: The Long Bridge, {THEN['en']}, Shanghai", TITLE,
        f"改期至{THEN['zh']}，原定{DAY['zh']}|New time: {THEN['en']} (was: {DAY['en']})",
        PLACE, WHY, PAGE,
    )),
    "another hall": (mails.another_hall, "change", each(
        f"更换场地：长桥{AT['zh']}|In another hall: The Long Bridge{AT['en']}",
        TITLE, DAY,
        "更换演出厅：江畔剧院 小剧场（原定：江畔剧院 大剧场）"
        "|In another hall: River Theatre Small Hall (was: River Theatre Main Hall)", WHY, PAGE,
    )),
    "another cast": (mails.recast, "change", each(
        f"更换演员：长桥{AT['zh']}|With another cast: The Long Bridge{AT['en']}",
        TITLE, DAY, "现由周云出演|Now playing: Zhou Yun", PLACE, WHY, PAGE,
    )),
    "postponed": (lambda language: mails.changed(language, DeedKind.POSTPONE), "change", each(
        f"延期：长桥{AT['zh']}|Postponed: The Long Bridge{AT['en']}",
        TITLE, DAY, "新的日期待定|the new date is not yet known", PLACE, WHY, PAGE,
    )),
    "cancelled": (mails.cancelled, "cancellation", each(
        f"已取消：长桥{AT['zh']}|Cancelled: The Long Bridge{AT['en']}",
        TITLE, "以下场次取消：|This date does not take place:",
        DAY, PLACE, WHY, REFUND, PAGE,
    )),
    "new dates": (mails.shown, "new_dates", each(
        f"新增：长桥，3 场，首场{DAY['zh']}，上海|New: The Long Bridge, 3 dates from {DAY['en']}, Shanghai",
        TITLE, DAY, PLACE, PAGE,
    )),
    "on sale": (mails.on_sale, "on_sale", each(
        "17:00 开票：长桥|On sale from 17:00: The Long Bridge", TITLE, DAY, PLACE,
        "2026年11月21日（周六）17:00|Saturday 21 November 2026, 17:00", "售票方：票务甲|Sold by: Seller A", PAGE,
    )),
    "on sale for long": (lambda language: mails.on_sale(language, 12), "on_sale", each(
        "17:00 开票：长桥|On sale from 17:00: The Long Bridge", TITLE,
        "共 12 场，首场：2026年11月28日（周六）19:30，末场：2026年12月9日（周三）19:30"
        "|12 dates: the first on Saturday 28 November 2026, 19:30, the last on Wednesday 9 December 2026, 19:30", PLACE,
        "2026年11月21日（周六）17:00|Saturday 21 November 2026, 17:00", PAGE,
    )),
    "soon": (mails.reminded, "reminder", each(
        f"即将开始：长桥，{DAY['zh']}|Soon: The Long Bridge, {DAY['en']}", TITLE, DAY, PLACE, "滨江路1号|1 Riverside Road",
        PAGE,
    )),
    "a day's digest": (mails.digested, "digest", each(
        "长三角之窗今日动态：5 场|Your day at Delta Window: 5 dates", "【已取消】|[Cancelled]", TITLE,
        "2026年11月29日（周日）19:30|Sunday 29 November 2026, 19:30", PLACE, WHY, REFUND, PAGE,
        "【变更】|[Changed]", TITLE, THEN, DAY, WHY, PAGE,
        "【新增场次】|[New dates]", "夜鸟|Night Birds", DAY, PLACE, "/events/night-birds|/en/events/night-birds",
    )),
    "people write": (mails.announced, "announcement", each(
        "演后谈|A talk afterwards", "舞台之友，请留下。|Stay with us, friend of the stage.",
        "演艺之家，经由长三角之窗发送。|From House of Shows, by way of Delta Window.",
        "/organisers/house-of-shows|/en/organisers/house-of-shows",
    )),
    "to be confirmed": (mails.asked, "follow_confirm", each(
        "请确认：关注上海|Confirm: you follow Shanghai", "上海|Shanghai", "变动、取消与延期|changes, cancellations",
        "/follow/confirm/|/en/follow/confirm/", "七天|seven days",
    )),
    "the link": (mails.link_wanted, "manage_link", each(
        "您在长三角之窗的关注链接|Your link to what you follow on Delta Window", "/following/by/|/en/following/by/",
        "请勿转给他人|Keep it to yourself",
    )),
    "a way is tried": (mails.told("way_try", name=""), "way_try", each(
        "连接成功|It works", "/following/ways|/en/following/ways",
    )),
    "a way is stopped": (
        mails.way_stopped, "way_stopped", each(
            "您的一种接收方式已无法送达|One of your ways can no longer be reached", "企业微信群|WeCom group",
            "/following/ways|/en/following/ways",
        ),
    ),
    "a notice waits": (mails.waiting, "announcement_waits", each(
        "发送前请您过目：演后谈|Please read before it is sent: A talk afterwards",
        "周云以演艺之家的名义写了一则通知，将发给 2 位读者："
        "|Zhou Yun has written a notice to 2 readers on behalf of House of Shows:",
        "核准后立即发送|as soon as somebody approves it", "/desk/house-of-shows/notices/1|/en/desk/house-of-shows/notices/1",
    )),
    "a notice is approved": (mails.approved, "announcement_decided", each(
        "已核准：演后谈|Approved: A talk afterwards", "已由另一人过目并核准|approved it",
        "/desk/house-of-shows/notices/1|/en/desk/house-of-shows/notices/1",
    )),
    "a notice is sent back": (mails.sent_back, "announcement_decided", each(
        "已退回给您：演后谈|Sent back to you: A talk afterwards", "希望您修改|asks you to change something", WHY,
        "/desk/house-of-shows/notices/1|/en/desk/house-of-shows/notices/1",
    )),
    "a notice dies": (mails.died, "announcement_fate", each(
        "未发送：演后谈|Not sent: A talk afterwards", "所涉场次不再举行。|The date that it was about does not take place.",
        TITLE,
        "/desk/house-of-shows/notices/1|/en/desk/house-of-shows/notices/1",
    )),
    "a notice is tried": (mails.tested, "announcement_test", each(
        "测试：演后谈|Test: A talk afterwards", "只发给您|Only you get it", "林舟，请留下。|Stay with us, Lin Zhou.",
    )),
}
CHINESE, LATIN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]"), re.compile(r"[A-Za-z]{2,}")
NOTICES = {each.code for each in NOTICE_KINDS}
ADDRESS = re.compile(r"https?://\S+")


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> str:
    return str(request.param)


def only(kind: str) -> EmailMessage:
    """The one mail that was sent, and that it is of this kind."""
    session.rollback()
    assert session.scalars(select(Delivery.kind).where(Delivery.mail == mails.MAIL)).all() == [kind]
    (mail,) = mails.mails()
    return mail


def test_every_kind_is_among_them() -> None:
    known = {each.code for each in NOTICE_KINDS} | {each.code for each in LETTERS}
    assert {kind for _happens, kind, _said in KINDS.values()} == known


@pytest.mark.parametrize("name", KINDS)
def test_a_mail_as_a_program_reads_it(language: str, name: str) -> None:
    happens, kind, said = KINDS[name]
    happens(language)
    mail = only(kind)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert {part.get_content_charset() for part in mail.iter_parts()} == {"utf-8"}
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ({"zh": "zh-CN", "en": "en"}[language], "auto-generated")
    assert str(mail["Subject"]) == said[language][0]
    assert "\n" not in str(mail["Subject"])
    assert [each.addr_spec for each in mail["To"].addresses] == [mails.MAIL]
    row = session.scalars(select(Delivery).where(Delivery.mail == mails.MAIL)).one()
    assert mail["Date"].datetime == row.made_at
    assert re.fullmatch(rf"<n{row.id}\.[0-9a-f]{{16}}@window\.example>", str(mail["Message-ID"]))
    text, stop = mails.part_of(mail, "plain"), mail["List-Unsubscribe"]
    assert (stop is not None) is (row.notice_id is not None)
    assert mail["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if stop else None)
    assert not stop or str(stop).strip("<>") in text
    assert ("/unsubscribe/" in text) is bool(stop)


@pytest.mark.parametrize("name", KINDS)
def test_a_mail_as_somebody_reads_it(language: str, name: str) -> None:
    happens, kind, said = KINDS[name]
    happens(language)
    mail = only(kind)
    text, page = mails.part_of(mail, "plain"), mails.Page(mails.part_of(mail, "html"))
    at = 0
    for fact in said[language][1:]:
        assert fact in text[at:], (fact, text)
        at = text.index(fact, at)
    assert mails.lines(text) == mails.lines(page.words), "both parts say the same"
    assert not page.tags - {"html", "head", "meta", "title", "body", "div", "p", "br", "a"}
    assert sorted(page.links) == sorted(ADDRESS.findall(text))
    assert all(link.startswith(f"{settings().public_base_url}/") for link in page.links)
    words = ADDRESS.sub("", f"{mail['Subject']}\n{text}")
    assert (LATIN if language == "zh" else CHINESE).findall(words) == []
    assert "\n\n\n" not in text.replace("\r\n", "\n")


WHYS = {
    "zh": ("您收到此信，是因为您关注了：", {"digest": "不再接收关于", "announcement": "不再接收主办方关于"}, "不再接收关于"),
    "en": (
        "You get this because you follow: ", {
            "digest": "To get no more summaries of ", "announcement": "To get no more of what organisers write about ",
        }, "To get no more letters about ",
    ),
}


@pytest.mark.parametrize("name", [name for name, (_happens, kind, _said) in KINDS.items() if kind in NOTICES])
def test_every_notice_says_why_it_came_and_what_its_link_ends(language: str, name: str) -> None:
    happens, kind, _said = KINDS[name]
    happens(language)
    mail = only(kind)
    why, ends, usual = WHYS[language]
    page = mails.Page(mails.part_of(mail, "html"))
    for text in (mails.part_of(mail, "plain"), page.words):
        (line,) = [each for each in mails.lines(text) if each.startswith(why)]
        names = line.removeprefix(why).rstrip("。.")
        assert names
        assert language == "en" or ", " not in names, "names in a row as Chinese writes them"
        (stop,) = [each for each in mails.lines(text) if "/unsubscribe/" in each]
        assert stop.startswith(f"{ends.get(kind, usual)}{names}")


@pytest.mark.parametrize("name", KINDS)
def test_a_second_try_is_the_same_mail(app: Flask, name: str) -> None:
    happens, kind, _said = KINDS[name]
    happens("en")
    only(kind)
    (path,) = settings().mail_folder.glob("*.eml")
    first = path.read_bytes()
    path.unlink()
    with committing():
        row = session.scalars(select(Delivery).where(Delivery.mail == mails.MAIL)).one()
        at = row.made_at + timedelta(minutes=5)
        session.execute(update(Delivery).values(over_at=None, fate=Fate.OPEN, due_at=at, turn_at=at))
    with clock.standing_still(at):
        sending.send_due()
    assert path.read_bytes() == first
