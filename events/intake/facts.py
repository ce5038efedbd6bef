"""Finds what else an announcement says: length and interval, age advice, cast, makers, language, organisers, contact, links."""

import re
from collections.abc import Iterator

from events.intake.findings import Fact
from events.intake.lines import Page
from events.intake.numerals import number

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_SPAN = (
    rf"(?:(?P<h>\d(?:\.5)?|[一二两三四])[ ]?(?:个?半?小时|h(?:ours?|rs?)?\b)(?P<half>半)?[ ]?)?(?:(?P<m>{_N})[ ]?(?:分钟?"
    rf"|min(?:ute)?s?\b))?"
)
DURATION = re.compile(
    rf"(?:时[ ]?长|片长|演出长度|全长|全剧|全场|演出(?=约)|演出(?:全)?时间(?=[ :]{{0,2}}约)|[Dd]uration"
    rf"|[Rr]unning time)[^\d\n。;一二两三四五六七八九十]{{0,10}}{_SPAN}"
)
LOOSE = re.compile(
    rf"(?<![\d提前后每:.约])(?<!半场)(?<!半场 )(?<!半场:)约?{_SPAN}(?=[^\n。;]{{0,6}}(?:\((?:含|无|有|不含)"
    rf"|[,，]?(?:含|无|有|不含)?(?:中场|幕间)))"
)
INTERVAL = re.compile(
    rf"(?:中场休息|幕间休息|中场|幕间|休息|interval|intermission)[^\d\n。;]{{0,8}}(?P<m>{_N})[ ]?(?:分钟?|min)"
    rf"|(?P<m2>{_N})[ -]?(?:分钟?"
    rf"|min(?:ute)?s?)[ -]?(?:的)?(?:中场|幕间|interval|intermission)",
    re.I,
)
NO_INTERVAL = re.compile(r"(?:无|没有|不设)(?:中场|幕间)(?:休息)?|no (?:interval|intermission)", re.I)
AGES = re.compile(
    r"(?:建议)?(?P<from>\d{1,2})[ ]?(?:周)?岁?[ ]?(?:\+|(?:周岁|岁)(?:及|\(含\)|以上|及以上|\+)[^\n,。;]{0,16})"
    r"|(?P<under>\d{1,2})[ ]?(?:周)?岁(?:\(不?含\))?(?:以下|及以下)[^\n。;]{0,16}|(?P<height>\d(?:\.\d{1,2})?[ ]?(?:米|m|M)"
    r"|\d{2,3}[ ]?(?:cm|厘米))(?:\(不?含\))?(?:以下|及以下|以上)[^\n。;]{0,24}"
    r"|适合(?:年龄)?[ :]{0,2}[^\n。;,]{0,6}\d{1,2}[ ]?(?:-|~|至|到)?[ ]?\d{0,2}[ ]?(?:周)?岁[^\n。;,]{0,12}"
    r"|(?:适合年龄|年龄建议|建议年龄|观演年龄|适龄)[ ]{0,2}:?[ ]{0,2}[^\n。;]{2,24}|老少皆宜|全年龄|合家观赏"
    r"|(?i:ages? \d{1,2}\+?(?: and (?:over|above|up))?|suitable for[^\n.;]{1,30}"
    r"|under[- ]?(?:\d{1,2})s?[^\n.;]{0,24})"
)
_MIN_AGE = re.compile(r"(\d{1,2})[ ]?(?:周岁|岁)?(?:\+|[ ]?(?:周岁|岁)(?:\(含\))?(?:及以?上|以上)|(?= and (?:over|above|up)))")
_UNDER_AGE = re.compile(
    r"(\d{1,2})[ ]?(?:周)?岁(?:\(不?含\))?(?:以下|及以下)[^\n。;]{0,8}(?:谢绝|不宜|禁止|不得|恕不|不建议|请勿)"
)
_RANGE_AGE = re.compile(r"(\d{1,2})[ ]?(?:周?岁)?[ ]?(?:-|~|至|到)[ ]?\d{1,2}[ ]?(?:周)?岁")
_PEOPLE: dict[str, str] = {
    "cast": (
        r"领衔主演|特邀主演|主要演员|卡司阵容|卡司|演员阵容|演员表|演员|主演|领衔|饰演者|演奏家|演奏者?|演唱者?|演出者|表演者|独奏|主唱|领舞|主要舞者|舞者|独舞|嘉宾|出演"
        r"|[Cc]ast|[Ss]tarring|[Ff]eaturing"
    ),
    "director": r"总导演|艺术总监兼导演|导演|[Dd]irect(?:or|ed by)",
    "writer": r"编剧|文学顾问兼编剧|作者|原著|剧作|[Ww]riter|[Ww]ritten by",
    "composer": r"作曲|音乐总监|[Cc]omposer|[Mm]usic by",
    "conductor": r"指挥|[Cc]onductor|[Cc]onducted by",
    "choreographer": r"编导|编舞|总编导|[Cc]horeograph(?:er|ed by)",
    "company": (
        r"演出单位|演出团体|演出院团|表演团体|出品方|出品单位|制作单位|制作方|制作出品|联合出品|出品|[Pp]roduced by"
        r"|[Cc]ompany"
    ),
    "organisers": r"主办单位|主办方|主办|承办单位|承办方|承办|协办单位|指导单位|[Pp]resented by|[Oo]rgani[sz](?:er|ed by)",
}
_CREDIT = {
    key: re.compile(
        rf"(?:^|(?<=[\n(,;。|/ 、]))[ ]{{0,3}}(?P<w>{words})[)]?(?:[ ]{{0,2}}[:|/][ ]{{0,2}}\n?|[ ]{{1,4}}(?=\S)"
        rf"|(?<=by)[ ])(?P<v>[^\n。;:]{{1,120}})"
    )
    for key, words in _PEOPLE.items()
}
_ROLL = re.compile(
    r"(?:^|\n)[^\w\n]{0,4}(?:演员表|演员阵容|演员|主要演员|卡司(?:阵容)?|角色(?:表|介绍)?|演出者|演奏者|表演者|演奏家"
    r"|出演|[Cc]ast)[ ]?:?[^\w\n]{0,4}(?=\n)"
)
_ROLL_LINE = re.compile(r"\n[^\w\n]{0,4}(?:[^:\d\n]{1,14}(?::|[ ]?饰演?[ ]?)|饰演?[ ]?)(?P<v>[^:\d\n]{2,30})(?=\n|$)")
_PLAYED_BY = re.compile(r"[ ]{0,2}(?:/|饰演?)[ ]{0,2}[^\n]{0,14}$")
_NO_NAMES = frozenset(
    {
        "领衔", "联袂", "特邀", "待定", "合唱", "钢琴", "小提琴", "中提琴", "大提琴", "低音提琴", "长笛", "单簧管", "圆号",
        "琵琶", "二胡", "古琴", "古筝",
    }
)
_STAR = re.compile(r"(?:由|(?<=[,。;\n]))(?P<v>[^\n。;:,由]{2,40}?)(?:等)?(?:领衔主演|联袂主演|联袂|主演|领衔|出演)")
_DIRECTED = re.compile(r"由(?P<v>[^\n。;:,由]{2,20}?)(?:担任)?(?P<w>执导|编剧|作曲|指挥)(?=[,。;、\n]|$)")
_STYLED = re.compile(
    r"^(?:著名|青年|知名|国家一级|优秀|资深|新锐)*(?:导演|演员|编剧|作曲家?|指挥家?|钢琴家|小提琴家|艺术家|歌唱家|明星)"
)
_NEXT = re.compile(r"[ ]{1,4}[\u4e00-\u9fff]{2,6}[ ]{0,2}:|[ ]{2,}(?:导演|编剧|作曲|主演|指挥)")
_SPLIT = re.compile(
    r"\([^()\n]{0,60}\)?|[、,/|&]|\s{1,4}(?=[\u4e00-\u9fff·]{2,})|(?<=[\u4e00-\u9fff])\s{1,4}(?=[A-Z])| and "
    r"|(?<=[\u4e00-\u9fff]{2})和(?=[\u4e00-\u9fff]{2})"
)
LANGUAGES = re.compile(
    r"(?P<zh>国语|普通话|中文(?:演出|演唱|对白|版)|Mandarin|in Chinese)|(?P<wu>沪语|上海话|吴语|苏州话|方言)"
    r"|(?P<en>(?:英语|英文)(?:演出|演唱|原版|对白"
    r"|版)?(?!字幕)|in English(?! surtitles| subtitles))"
    r"|(?P<de>德语)(?!字幕)|(?P<fr>法语)(?!字幕)|(?P<it>意大利语)(?!字幕)|(?P<ru>俄语)(?!字幕)"
    r"|(?P<ja>日语)(?!字幕)|(?P<none>无台词|无对白|无语言|non-?verbal)"
)
SURTITLES = re.compile(
    r"(?P<both>中英(?:文|双语)?(?:双语)?字幕|双语字幕|Chinese and English (?:sur|sub)titles)|(?P<none>无字幕"
    r"|no (?:sur|sub)titles)"
    r"|(?P<zh>中文字幕|Chinese (?:sur|sub)titles)|(?P<en>英文字幕|英语字幕|English (?:sur|sub)titles)|(?P<yes>配?有?字幕)"
)
PHONE = re.compile(
    r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    r"|\+?86[- ]{0,2}\(?0?\)?\d{2,3}\)?[- ]{0,2}\d{3,4}[- ]?\d{4}"
    r"|\(?0\d{2,3}\)?[- ]{0,2}(?:\d{7,8}|\d{3,4}[- ]\d{4})(?:[-转]\d{1,5})?|[48]00[- ]?\d{3,4}[- ]?\d{3,4}"
    r"|(?<=\d[/、])[2-9]\d{3}[- ]?\d{4}|(?<=电话:)[2-9]\d{3}[- ]?\d{4}|(?<=热线:)[2-9]\d{3}[- ]?\d{4})(?![\d:])"
)
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
LINK = re.compile(r"https?://[^\s<>\"“”,。;、()\u4e00-\u9fff]{1,500}")
MOST_NAMES, MOST_OF_A_KIND = 40, 20
_Facts = dict[str, Fact | tuple[Fact, ...]]


def stated_facts(page: Page) -> _Facts:
    """All facts of a page by their keys; what it does not say is absent."""
    found: _Facts = {}
    for find in (_length, _age, _language):
        found |= find(page)
    for key in _CREDIT:
        people = _people(page, key)
        if people:
            found[key] = tuple(people)
    for key, pattern in (("contact", PHONE), ("email", MAIL), ("links", LINK)):
        said = [
            Fact(words, words) for match in pattern.finditer(page.text) if (words := page.words(match.start(), match.end()))
        ]
        if said:
            found[key] = tuple(dict.fromkeys(said))[:MOST_OF_A_KIND]
    return found


def _minutes(match: re.Match[str]) -> int:
    hours, minutes = match["h"], match["m"]
    total = 0.0
    if hours:
        total += (float(hours) if hours[0].isdecimal() else number(hours)) * 60
        total += 30 if match["half"] or "半小时" in match.group() else 0
    return int(total) + (number(minutes) if minutes and len(minutes) < 3 else int(minutes) if minutes else 0)


def _length(page: Page) -> _Facts:
    found: _Facts = {}
    matches = (match for pattern in (DURATION, LOOSE) for match in pattern.finditer(page.text))
    for match in matches:
        minutes = _minutes(match)
        if 10 <= minutes <= 720:
            found["duration_minutes"] = Fact(minutes, page.words(match.start(), match.end()))
            break
    rest = INTERVAL.search(page.text)
    none = NO_INTERVAL.search(page.text)
    if rest and 0 < number(rest["m"] or rest["m2"]) <= 60:
        found["interval_minutes"] = Fact(number(rest["m"] or rest["m2"]), page.words(rest.start(), rest.end()))
    elif none:
        found["interval_minutes"] = Fact(0, page.words(none.start(), none.end()))
    return found


def _age(page: Page) -> _Facts:
    advice = [page.words(match.start(), match.end()) for match in AGES.finditer(page.text)]
    if not advice:
        return {}
    found: _Facts = {"age_advice": tuple(Fact(words, words) for words in dict.fromkeys(advice[:MOST_OF_A_KIND]) if words)}
    for pattern in (_MIN_AGE, _UNDER_AGE, _RANGE_AGE):
        match = pattern.search(page.text)
        if match and int(match[1]) <= 18:
            return found | {"age": Fact(int(match[1]), page.words(match.start(), match.end()))}
    return found


def _language(page: Page) -> _Facts:
    found: _Facts = {}
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = (("language", LANGUAGES), ("surtitles", SURTITLES))
    for key, pattern in patterns:
        match = pattern.search(page.text)
        if match:
            found[key] = Fact(str(match.lastgroup), page.words(match.start(), match.end()))
    return found


def _people(page: Page, key: str) -> list[Fact]:
    names: dict[str, Fact] = {}
    for start, end in _credits(page.text, key):
        cut = _NEXT.search(page.text, start, end + 1)
        for name in _split(page, start, cut.start() if cut else end):
            names.setdefault(str(name.value), name)
    return list(names.values())[:MOST_NAMES]


def _credits(text: str, key: str) -> Iterator[tuple[int, int]]:
    for match in _CREDIT[key].finditer(text):
        yield match.start("v"), match.end("v")
    if key == "cast":
        yield from _rolls(text)
        for match in _STAR.finditer(text):
            yield match.start("v"), match.end("v")
    jobs = {"director": {"执导"}, "writer": {"编剧"}, "composer": {"作曲"}, "conductor": {"指挥"}}
    for match in _DIRECTED.finditer(text) if key in jobs else ():
        if match["w"] in jobs[key]:
            yield match.start("v"), match.end("v")


def _rolls(text: str) -> Iterator[tuple[int, int]]:
    """The names under a heading (演员表) that stand behind their parts, line by line."""
    for heading in _ROLL.finditer(text):
        line = _ROLL_LINE.match(text, heading.end())
        for _turn in range(MOST_NAMES):
            if not line:
                break
            yield line.start("v"), line.end("v")
            line = _ROLL_LINE.match(text, line.end())


def _split(page: Page, start: int, end: int) -> Iterator[Fact]:
    place = start
    for cut in [*_SPLIT.finditer(page.text, start, end), None]:
        until = cut.start() if cut else end
        words = _STYLED.sub("", page.words(place, until).strip(" .等"))
        if 1 < len(words) <= 40 and words not in _NO_NAMES and not any(sign.isdecimal() for sign in words):
            yield Fact(words, words)
        place = cut.end() if cut else end
