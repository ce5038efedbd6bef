"""Finds prices in fen: tiers (180/280/380元), early-bird and package prices apart from single ones, students, free entry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from events.intake.lines import Page

MOST_FEN = 10_000_000
# Possessive: a list of amounts is read one way only, however it is spaced, so that no text makes it slow.
_S = r"[ ]{0,2}+"
_SIGN = r"(?:¥|￥|RMB|CNY|人民币)"
_N = r"\d{1,6}(?:,\d{3})?(?:\.\d{1,2})?"
_SEP = rf"{_S}(?:(?:元|块){_S})?(?:\([^()\n]{{1,14}}\){_S})?(?:[/、,|+和及&·;]|(?<=[ ])|-(?=\d)){_S}(?:{_SIGN}{_S})?"
_LIST = rf"{_N}(?:{_SEP}{_N}(?![\d:]|{_S}[月年日点岁人场分])){{0,14}}+"
AMOUNTS = re.compile(
    rf"(?:(?P<sign>{_SIGN}){_S}(?P<a>{_LIST}){_S}(?:元|块)?|(?<![\d.])(?<!\d:)(?P<b>{_LIST}){_S}(?:元|块(?!钱?儿)|RMB"
    rf"|CNY|yuan)(?!旦|宵)"
    rf"|(?:票[ ]?价|票档|票面|价格|门票|售价|[Tt]ickets?|[Pp]rices?)(?:\(元\)"
    rf"|\(单位:元\))?{_S}[:为]?{_S}(?P<c>\d{{2,5}}(?:(?:{_S}[/、"
    rf"|]|[ ]{{1,2}}(?=\d)){_S}\d{{2,5}}(?![\d:月.]))+)|(?:套票|双人票|早鸟票?"
    rf"|预售票?|现场票?|成人票?|单人票?|会员票?|儿童票|学生票|普?通票|联票|亲子票|家庭票|VIP票?"
    rf"|[A-F]档){_S}:?{_S}(?P<d>\d{{2,5}})(?![\d:月.年人张日号点折场周岁%-]))"
    rf"(?P<from>{_S}起|\+)?(?:{_S}/{_S}(?P<per>人|张|位|套|家庭))?"
)
_NUMBER = re.compile(r"\d{1,6}(?:,\d{3})?(?:\.\d{1,2})?")
FREE = re.compile(
    r"(?:免费(?:入场|观看|观演|开放|参观|参加|演出|领票|预约|公益|票|向公众)|公益(?:票(?!价|\d|:)|演出|场(?!次)"
    r"|性演出)|免票|票价[ ]{0,2}:?[ ]{0,2}免费|入场免费"
    r"|free (?:admission|entry|of charge)|admission free)"
    r"(?!停车|班车|寄存|WiFi|wifi|退)",
    re.I,
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("early_bird", r"早鸟|early[ -]?bird"),
    (
        "package",
        r"套票|双人票|三人票|四人票|亲子票|家庭票|情侣票|联票|(?<!普)通票|团体票|团票|一大一小|两大一小|双人|package|pair|family",
    ),
    ("student", r"学生|student"),
    ("senior", r"老人|长者|敬老|老年"),
    ("charity", r"公益|惠民"),
    ("member", r"会员|member"),
    ("child", r"儿童票|child(?:ren)?\b"),
    ("presale", r"预售"),
)
_KIND = [(kind, re.compile(words, re.I)) for kind, words in _KINDS]
_NOT_PRICE = re.compile(
    r"(?:含\d{1,2}张|原价|投资|奖金|奖励|补贴|资助|票房|预算|消费|满|减|优惠|立减|押金|保证金|赔偿|罚款|收入|价值"
    r"|抵扣|省|工本费|快递费|服务费|运费|邮费"
    r"|停车费?)[^\d\n,。;]{0,8}$"
)
_OWN = re.compile(
    r"(?:元|块)?[ ]?\((?P<in>[^()\n]{1,14})\)"
    r"|(?:元|块)?(?P<gap>[ ]?)(?P<on>[^\d\s,。;、/()]{0,6}(?:套票|双人票|亲子票|家庭票|学生票|早鸟票|普?通票|成人票"
    r"|单人票|联票))"
)
_PLAIN = re.compile(r"^(?:普通|成人|单人)票?$")
_AMOUNT_NEXT = re.compile(r"[ ]{0,2}(?:\([^()\n]{1,8}\))?[ :]{0,2}(?:¥|￥)?[ ]?\d")
_TICKET = re.compile(r"票|档|座|区|早鸟")
_CUT = re.compile(r"[\n。;,|]|(?<=元)[ ]")


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in fen; `covers` as the text describes a package (双人套票), `is_from` for "from …" (起).

    `kind`: single, early_bird, package, student, senior, charity, member, child, presale, free.
    """

    fen: int
    kind: str
    words: str
    is_from: bool = False
    covers: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        found: dict[str, Any] = {"fen": self.fen, "kind": self.kind, "words": self.words}
        return found | ({"from": True} if self.is_from else {}) | ({"covers": self.covers} if self.covers else {})


def found_prices(page: Page) -> list[Price]:
    """All prices of a page, each amount of a kind once, in the order of the text."""
    found = list(dict.fromkeys([*_paid(page), *_free(page)]))
    seen: set[tuple[int, str, str]] = set()
    kept = []
    for price in found:
        key = (price.fen, price.kind, price.covers)
        if key not in seen:
            seen.add(key)
            kept.append(price)
    return kept


def _paid(page: Page) -> Iterator[Price]:
    text, before = page.text, 0
    for match in AMOUNTS.finditer(text):
        group = next(name for name in ("a", "b", "c", "d") if match[name])
        label = _label(text, before, match.start(group))
        before = match.end()
        if _NOT_PRICE.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        numbers = list(_NUMBER.finditer(match[group]))
        for number in numbers:
            fen = round(float(number.group().replace(",", "")) * 100)
            start = match.start(group) + number.start()
            behind = text[start + len(number.group()) : start + len(number.group()) + 16]
            own, used = _own(label, behind)
            kind, covers = _kind_of(label, own, match["per"] or "")
            before = max(before, start + len(number.group()) + used)
            if 0 < fen <= MOST_FEN:
                yield Price(fen, kind, page.words(match.start(), match.end()), bool(match["from"]), covers)


def _label(text: str, before: int, place: int) -> str:
    """What stands before an amount in its clause, and behind the amount before it."""
    return _CUT.split(text[max(before, place - 60) : place])[-1]


def _own(label: str, behind: str) -> tuple[str, int]:
    """What stands behind an amount as its own name (280元学生票, 500元(双人)), and how far that reaches."""
    own = _OWN.match(behind)
    told = (own["in"] or own["on"] or "") if own else ""
    if not own or any(sign.isdecimal() for sign in told):
        return "", 0
    if own["on"] and _AMOUNT_NEXT.match(behind, own.end()) and (own["gap"] or _TICKET.search(label)):
        return "", 0  # 早鸟票 180元 套票 680: what stands between two amounts is the second one's name
    return told, own.end() if own["on"] else 0


def _kind_of(label: str, told: str, per: str) -> tuple[str, str]:
    if _PLAIN.search(told):
        return "single", ""
    for source in (told, label):
        places = [(source.rfind(found[-1]), kind, found[-1]) for kind, pattern in _KIND if (found := pattern.findall(source))]
        if places:
            kinds = {kind for _place, kind, _word in places}
            first = next(kind for kind, _words in _KINDS if kind in kinds)
            is_bundle = "package" in kinds
            return "package" if is_bundle else first, (told or _covers(label)) if is_bundle else ""
    return ("package", "套") if per in {"套", "家庭"} else ("single", "")


def _covers(label: str) -> str:
    return re.sub(r"^(?:元|块)?(?:\([^()]{1,14}\))?[\s:(\-·、)]*|[\s:(¥￥为仅需]+$", "", label.rpartition("/")[2])[-20:]


def _free(page: Page) -> Iterator[Price]:
    for match in FREE.finditer(page.text):
        before = page.text[max(0, match.start() - 8) : match.start()]
        if not re.search(r"(?:米|岁)(?:以下|及以下|\(含\)以下)?(?:的?儿童|的?孩子|者|的?观众)?[ ]?$", before):
            yield Price(0, "free", page.words(match.start(), match.end()))
