"""Looks at the words around what was put together: whether they speak of a sale, a signature, an exhibition, a run of weeks."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from events.intake.changes import Assembly
from events.intake.entries import Entry, Piece
from events.intake.findings import Moment
from events.intake.lines import Page
from events.intake.numerals import number
from events.intake.tokens import Clock, Role, Weekly

SHOWN = re.compile(
    r"展览|特展|画展|书展|展期|展出|即日起|开放|集市|艺术节|戏剧节|电影节|音乐节|博览会|exhibition|festival"
    r"|on view|常设|展厅|市集|灯会",
    re.I,
)
PLAYED = re.compile(r"演|场|唱|奏|show|perform|play", re.I)
_WEEKS = re.compile(r"(?:连续|连演|为期|共|一连)(?P<n>\d|[二两三四五六七八九十])个?(?:周(?![一二三四五六日])|星期|礼拜)")
_SHOWS = re.compile(r"(?:共|连演|演出|上演|一连|计)(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})场(?!地|馆|次)")
_AMONG = re.compile(r"其中[ ]?的?$")  # 15日-17日19:30，其中17日为14:30
_CEREMONY = re.compile(r"仪式|发布会|签约|开机|座谈|研讨")
_TOLD = re.compile(r"[ ]?(?:上午|下午|晚|晚间)?,[^,]{0,14}(?:召开|宣布|发布|公布|揭晓|启动|签约|开机|建组|获悉)")
_NIGHTS = re.compile(r"[^。;!?\n\d]{0,8}(?:连演|连续(?:演出|上演|献演)|一连|连开)(?P<n>\d|[两二三四五六七八九十])[天晚夜日]")
LONGEST_RUN = 200
_SIGNED = re.compile(r"编辑|来源|作者|责编|撰文|阅读|浏览|点击|IP属地|公众号|edited by|author", re.I)
_SALE = re.compile(r"早鸟|优惠|折|报名|预售|购票|征集|投稿|申报|有效|sale|ticket|apply|register|early|discount|offer", re.I)
CLOSE = 60


class Clues:
    """A text with all that was put together from it."""

    def __init__(self, page: Page, text: str, made: Assembly, on: date) -> None:
        self.page, self.text, self.made, self.on = page, text, made, on

    def _between(self, one: Entry, other: Entry) -> str:
        return self.text[min(one.start, other.start) : max(one.end, other.end)]

    def _next(self, entry: Entry) -> tuple[date, ...]:
        """The next two days of a rule that names no dates."""
        days = entry.weekly.days if entry.weekly else frozenset(range(7))
        return tuple(day for day in (self.on + timedelta(days=step) for step in range(14)) if day.weekday() in days)[
            : 2 * len(days)
        ]

    def _weeks(self, entry: Entry) -> int:
        """For how many days a run goes on that is said in weeks: 12月4日起每周五，连续四周."""
        said = _WEEKS.search(self.text, entry.start, entry.end + 16)
        is_run = len(entry.group) == 1 and entry.group[0].is_open and any(rule.is_every for rule, _extra in entry.rules)
        return number(said["n"]) * 7 - 1 if said and is_run else 0

    def _nights(self, entry: Entry) -> int:
        """12月29日晚7点30分首演，连演三天: how many days it plays from the one that is said."""
        said = _NIGHTS.match(self.text, entry.end)
        is_one = len(entry.group) == 1 and not entry.is_stretch and entry.role is Role.PERFORMANCE and bool(entry.pieces)
        return number(said["n"]) if said and is_one and number(said["n"]) > 1 else 0

    def _counted(self, entry: Entry, days: Sequence[date]) -> int:
        """For how many days a run goes on whose shows are counted: 12月12日起每周六19:30，共4场."""
        said = _SHOWS.search(self.text[entry.start : entry.end + 16])
        pieces = [piece for piece in entry.pieces if entry.role_of(piece) is Role.PERFORMANCE]
        is_run = len(entry.group) == 1 and entry.group[0].is_open and (entry.is_every or any(p.weekdays for p in pieces))
        if not said or not is_run or len(days) != 1:
            return 0
        most, shows = number(said["n"]), 0
        for step in range(LONGEST_RUN):
            weekday = (days[0] + timedelta(days=step)).weekday()
            shows += sum(len(each.clocks) for each in pieces if each.weekdays is None or weekday in each.weekdays)
            if shows >= most > 0:
                return step + 1 if shows == most else 0
        return 0

    def _words(self, entry: Entry) -> str:
        end = entry.end
        while end < len(self.text) and self.text[end] in "晚夜)" and end - entry.end < 2:
            end += 1
        return self.page.words(entry.start, end)

    def _clause_of(self, start: int, end: int) -> str:
        before = re.split(r"[,。;!?\n]", self.text[max(0, start - 40) : start])[-1]
        return self.page.words(start - len(before), end)

    def _is_only(self, entry: Entry) -> bool:
        """1日仅14:30一场: what is said of one day of a stretch stands instead of the usual times."""
        clocks = [clock for piece in entry.pieces for clock in piece.clocks]
        if not clocks or not entry.group or entry.is_stretch or entry.role is not Role.PERFORMANCE:
            return False
        if _AMONG.search(self.text[max(0, entry.start - 6) : entry.start]):
            return not re.search(r"加|增|另", self.text[entry.start : entry.end + 4])
        between = self.text[max(day.end for day in entry.group) : clocks[0].start]
        return len(between) <= 10 and bool(re.search(r"仅|只有?|only", between))

    def _is_signed(self, entry: Entry, days: Sequence[date]) -> bool:
        """编辑：小何 2026-11-20 17:05: when a page was written."""
        start = entry.start
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return len(days) == 1 and days[0] <= self.on and bool(_SIGNED.search(line)) and not PLAYED.search(line)

    def _is_taken(self, rule: Weekly) -> bool:
        return rule.is_daily or any(each is rule for entry in self.made.entries for each, _is_extra in entry.rules)

    def _ends_sale(self, entry: Entry) -> bool:
        """早鸟票至12月1日: the end of something that is no performance."""
        if len(entry.group) > 1 or not entry.group[0].is_until:
            return False
        return bool(_SALE.search(re.split(r"[。;!?,\n]", self.text[max(0, entry.start - 30) : entry.start])[-1]))

    def _is_of_sale(self, entry: Entry) -> bool:
        """早鸟价（11月23日至30日）: a stretch right behind what it is for."""
        before = re.split(r"[。;!?,\n]", self.text[max(0, entry.start - 14) : entry.start])[-1]
        if re.search(r"早鸟|优惠|折|预售|特惠", before) and not re.search(r"演|场", before):
            return True
        behind = re.split(r"[。;!?\n]", self.text[entry.end : entry.end + 24])[0]
        return bool(re.search(r"[\d.一二三四五六七八九半]折|优惠|立减|特惠", behind)) and not re.search(r"演|\d[:点]", behind)

    def _is_told(self, entry: Entry, day: date) -> bool:
        """11月18日，组委会召开发布会: what has been, at the beginning of a sentence of news."""
        behind = re.split(r"[。;!?\n]", self.text[entry.end : entry.end + 40])[0]
        before = re.split(r"[。;!?,\n]", self.text[max(0, entry.start - 20) : entry.start])[-1]
        return day < self.on and len(entry.group) == 1 and bool(_TOLD.match(behind) or _CEREMONY.search(before))

    def _is_signature(self, entry: Entry) -> bool:
        """A whole date that has a line to itself, as under a letter."""
        if not self.text[entry.end :].strip() and entry.start and entry.group[0].year is not None:
            return True
        line = self.text[self.text.rfind("\n", 0, entry.start) + 1 : entry.start] + self.text[entry.end :].partition("\n")[0]
        return not line.strip() and len(entry.group) == 1 and entry.group[0].year is not None

    def _is_span(self, entry: Entry) -> bool:
        if len(entry.group) == 1 and entry.group[0].is_until:
            return True
        is_now = entry.group[0].is_open and entry.group[0].fixed == (self.on,)
        return bool(is_now or SHOWN.search(self.text) or entry.has_hours)


def has_show(entry: Entry) -> bool:
    """Whether something of it is a performance."""
    return entry.role is Role.PERFORMANCE or any(entry.role_of(piece) is Role.PERFORMANCE for piece in entry.pieces)


def is_bare_month(entry: Entry) -> bool:
    """Whether it is a month and no day of it."""
    head = entry.group[0] if len(entry.group) == 1 else None
    return head is not None and head.day is None and not head.fixed and entry.role is Role.PERFORMANCE


def either_time(pieces: list[Piece], text: str) -> str:
    """19:30/20:00: two shows cannot begin half an hour apart; 19:30或20:00 says it is open."""
    for piece in pieces:
        if len({clock.options for clock in piece.clocks}) < len(piece.clocks):
            return "which_time"  # 18日/19日/20日，19:30/14:30,19:30/14:30: each day has its own
        for one, other in zip(piece.clocks, piece.clocks[1:], strict=False):
            gap = text[one.end : other.start]
            if re.search(r"或|\bor\b", gap) or ("/" in gap and 0 <= other.options[0] - one.options[0] < CLOSE):
                return "which_time"
    return ""


def order_in(entries: list[Entry]) -> bool | None:
    """Whether 25/12 somewhere in the text shows that the day comes first, 12/25 that the month does; else None."""
    shown = {day.why for entry in entries for day in entry.group} & {"day_first", "month_first"}
    if shown:
        return shown == {"day_first"} if len(shown) == 1 else None
    turned = {(day.month, day.day) for entry in entries for day in entry.group if day.either}
    firsts, seconds = {month for month, _day in turned}, {day for _month, day in turned}
    if len(turned) > 1 and (len(firsts) == 1) != (len(seconds) == 1):
        return len(seconds) == 1  # 12/05 … 12/06: what stays the same is the month
    return None


def replace_clocks(piece: Piece, clocks: list[Clock]) -> Piece:
    """The same piece with other times."""
    return Piece(piece.role, piece.weekdays, clocks, is_extra=piece.is_extra)


def flat(choices: Iterable[tuple[date, ...]]) -> list[Moment]:
    """All days of all choices, each once."""
    return list(dict.fromkeys(day for days in choices for day in days))
