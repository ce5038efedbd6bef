"""Finds the title (《…》 first), and what kind of thing it is: a play, an exhibition, a forum."""

import re
from collections import Counter

from events.intake.findings import Fact
from events.intake.lines import Page

MOST_TITLE = 80
_BOOK = re.compile(r"《([^《》\n]{1,80})》")
_LABEL = re.compile(
    r"(?:^|\n)[ ]{0,4}[(]?(?:演出|剧目|节目|活动|展览|项目|作品)?(?:名称|剧目|标题|主题)[)]?[ ]{0,2}:[ ]{0,2}([^\n]{2,80})"
)
_QUOTED = re.compile(r"“([^“”\n]{2,30})”(?=[^\n,。;]{0,6}(?:音乐会|演唱会|展|节|专场|话剧|晚会|论坛|峰会|巡演))")
_PARTED = re.compile(r"[ ]?(?:--+|[|,。:;!?]|·{2,}|[ ]-[ ])[ ]?")
_ENDS_AS_NAME = re.compile(r"(?:音乐会|演唱会|独奏会|脱口秀|专场|相声大会|晚会|演出季|艺术节|戏剧节|音乐节|特展|画展"
    r"|大展|展|之夜|论坛|峰会|雅集|书会)$")
_ENGLISH = re.compile(r"[\"“]([A-Z][^\"”\n]{1,79})[\"”]")
# The words of each genre, the more telling ones first: 音乐剧 before 剧, 儿童剧 before 话剧.
GENRES: tuple[tuple[str, str, str], ...] = (
    ("immersive", "show", r"沉浸式|immersive"),
    ("multimedia_drama", "show", r"多媒体(?:话?剧|音乐?剧)"),
    ("puppet", "show", r"木偶|偶剧|皮影|puppet"),
    ("children", "show", r"儿童剧|亲子剧|童话剧|儿童音乐剧|亲子音乐剧|卡通剧|绘本剧|children's (?:play|theatre)"),
    ("musical", "show", r"音乐剧|musical"),
    ("dance_drama", "show", r"舞剧(?<!芭蕾舞剧)|舞蹈诗剧|dance drama"),
    ("ballet", "show", r"芭蕾|ballet"),
    ("modern_dance", "show", r"现代舞|当代舞|舞蹈剧场|contemporary dance"),
    ("opera", "show", r"歌剧(?!院)|(?<!peking )(?<!kunqu )(?<!yue )opera(?! house)"),
    (
        "xiqu",
        "show",
        (
            r"京剧(?!院团?招)|昆曲|昆剧|越剧|沪剧|淮剧|评弹|黄梅戏|锡剧|扬剧|婺剧|滑稽戏|川剧|豫剧|粤剧|戏曲|绍剧"
            r"|甬剧|莲花落|(?:peking|kunqu|yue) opera|xiqu"
        ),
    ),
    ("acrobatics", "show", r"杂技|马戏|acrobat|circus"),
    ("magic", "show", r"魔术|magic show"),
    ("standup", "show", r"脱口秀|单口喜剧|stand-?up"),
    ("crosstalk", "show", r"相声|曲艺|评书|快板|crosstalk"),
    ("choral", "show", r"合唱|阿卡贝拉|choir|choral"),
    ("concert_folk", "show", r"民乐|国乐|民族管弦|古琴|琵琶|二胡|丝竹|folk music"),
    (
        "concert_classical",
        "show",
        r"交响|音乐会|管弦|室内乐|钢琴|小提琴|大提琴|四重奏|独奏|协奏曲|爱乐|symphony|recital|orchestra|philharmonic|quartet",
    ),
    ("pop", "show", r"演唱会|livehouse|live house|巡回演唱|摇滚|乐队|音乐现场|pop concert"),
    (
        "spoken_drama",
        "show",
        r"话剧|舞台剧|喜剧|悬疑剧|小剧场|戏剧(?!学院|节|中心|谷|家)|独角戏|肢体剧|默剧|\bplay\b|\bdrama\b",
    ),
    ("exhibition", "exhibition", r"展览|特展|画展|书画展|摄影展|艺术展|美术展|双年展|大展|exhibition"),
)
KINDS: tuple[tuple[str, str], ...] = (
    ("forum", r"论坛|forum"),
    ("summit", r"峰会|summit"),
    ("expo", r"博览会|expo\b"),
    ("fair", r"交易会|市集|书展|展销会|演艺大会|\bfair\b"),
    ("festival", r"艺术节|戏剧节|音乐节|电影节|文化节|嘉年华|festival"),
    ("lecture", r"讲座|大师课|分享会|lecture"),
    ("workshop", r"工作坊|workshop"),
    ("screening", r"放映|观影|影展|screening"),
    ("contest", r"大赛|比赛|contest|competition"),
    ("training", r"培训|研修班"),
    ("open_call", r"征集|征稿|招募|open call"),
    ("launch", r"发布会|启动仪式|launch"),
)
_GENRE = [(genre, kind, re.compile(words, re.I)) for genre, kind, words in GENRES]
_KIND = [(kind, re.compile(words, re.I)) for kind, words in KINDS]


def title_facts(page: Page) -> dict[str, Fact | tuple[Fact, ...]]:
    """title, kind and genre, each where the text says it."""
    found: dict[str, Fact | tuple[Fact, ...]] = {}
    title, start = _title(page)
    if title:
        found["title"] = title
    genre = _genre(page, start)
    if genre:
        found["kind"], found["genre"] = Fact(genre[1], genre[2]), Fact(genre[0], genre[2])
    kind = _other_kind(page, title, is_show=bool(genre))
    return found | ({"kind": kind} if kind else {})


def _title(page: Page) -> tuple[Fact | None, int]:
    """The work that is named most often, the first of equals; else what is labelled so, else the first line that is short."""
    books = list(_BOOK.finditer(page.text))
    if books:
        counted = Counter(book[1].strip() for book in books)
        name = max(counted, key=lambda each: counted[each])
        first = next(book for book in books if book[1].strip() == name)
        return Fact(page.words(first.start(1), first.end(1)), page.words(first.start(), first.end())), first.start()
    labelled = _LABEL.search(page.text) or _QUOTED.search(page.text) or _ENGLISH.search(page.text)
    if labelled:
        return Fact(
            page.words(labelled.start(1), labelled.end(1)), page.words(labelled.start(1), labelled.end(1))
        ), labelled.start(1)
    return _first_line(page)


def _first_line(page: Page) -> tuple[Fact | None, int]:
    start = len(page.text) - len(page.text.lstrip())
    end = page.text.find("\n", start)
    line = page.text[start : end if end >= 0 else len(page.text)]
    is_plain = 2 <= len(line.strip()) <= 40 and not re.search(
        r"\d{1,2}[:月点]|[。,;!?]|https?:|^\s*[\w\u4e00-\u9fff]{2,6}:", line
    )
    if end < 0 or not is_plain or _PARTED.search(line):
        return _named_part(page, start, end if end >= 0 else len(page.text))
    words = page.words(start, end)
    return (Fact(words, words), start) if words else (None, 0)


def _named_part(page: Page, start: int, end: int) -> tuple[Fact | None, int]:
    """The part of a parted headline that ends as a name does: 新年的第一缕光 —— 2027新年音乐会."""
    place = start
    for cut in [*_PARTED.finditer(page.text, start, end), None]:
        until = cut.start() if cut else end
        words = page.words(place, until)
        if 4 <= len(words) <= 40 and _ENDS_AS_NAME.search(words):
            return Fact(words, words), place
        place = cut.end() if cut else end
    return None, 0


def _genre(page: Page, start: int) -> tuple[str, str, str] | None:
    """The genre nearest before the title (话剧《…》); else the first in the text, the more telling one where two begin."""
    before = page.text[max(0, start - 14) : start]
    for genre, kind, pattern in _GENRE:
        match = pattern.search(before)
        if match:
            offset = max(0, start - 14)
            return genre, kind, page.words(offset + match.start(), offset + match.end())
    firsts = [
        (match.start(), rank, match)
        for rank, (_genre, _kind, pattern) in enumerate(_GENRE)
        if (match := pattern.search(page.text))
    ]
    if not firsts:
        return None
    _place, rank, match = min(firsts, key=lambda each: (each[0] // 12, each[1]))
    return _GENRE[rank][0], _GENRE[rank][1], page.words(match.start(), match.end())


def _other_kind(page: Page, title: Fact | None, *, is_show: bool) -> Fact | None:
    source = str(title.value) if title else ""
    for kind, pattern in _KIND:
        match = pattern.search(source) or (None if is_show else pattern.search(page.text))
        if match:
            return Fact(kind, match.group())
    return None
