"""What else an announcement says: title, genre, prices, length, age, people, venues; and the way back to its words."""

from datetime import date

import pytest

from events.intake.findings import Fact
from events.intake.lines import masked, page_of
from events.intake.lunar import moon_day
from events.intake.numerals import number, year
from events.intake.places import Place
from events.intake.prices import found_prices
from events.intake.reading import Reading, read

ON = date(2026, 11, 21)
TEXT = """话剧《雾中人》上海站
演出时间：2026年12月18日-20日 19:30，20日加演14:00
演出地点：上海大剧院·中剧场（黄浦区人民大道300号）
票价：80/180/280/380/580元（学生票80元）
早鸟票：180元，双人套票 500元
演出时长：约150分钟（含中场休息15分钟）
入场提示：18:45开始检票，1.2米以下儿童谢绝入场，建议6岁以上观看
导演：王某某 编剧：李某某
主演：张三、李四、王五
主办单位：某某文化传播有限公司
国语演出 中英文字幕
咨询电话：021-60000000（工作日 9:00-18:00）
购票链接：https://tickets.example.org/2026/12/18"""
PLACES = (
    Place("上海大剧院", "shanghai-grand-theatre", "310000"),
    Place("上海大剧院·中剧场", "shanghai-grand-theatre/mid", "310000", is_hall=True),
    Place("杭州大剧院", "hangzhou-grand-theatre", "330100"),
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(TEXT, on=ON, places=PLACES)


def fact(reading: Reading, key: str) -> Fact:
    found = reading.facts[key]
    assert isinstance(found, Fact)
    return found


def many(reading: Reading, key: str) -> list[str]:
    found = reading.facts[key]
    assert isinstance(found, tuple)
    return [each.value for each in found]


def test_an_announcement_fills_a_form(reading: Reading) -> None:
    assert (fact(reading, "title").value, fact(reading, "title").words) == ("雾中人", "《雾中人》")
    assert (fact(reading, "kind").value, fact(reading, "genre").value) == ("show", "spoken_drama")
    assert (fact(reading, "duration_minutes").value, fact(reading, "interval_minutes").value) == (150, 15)
    assert (fact(reading, "age").value, fact(reading, "age").words) == (6, "6岁以上")
    assert (fact(reading, "language").value, fact(reading, "surtitles").value) == ("zh", "both")
    assert many(reading, "cast") == ["张三", "李四", "王五"]
    assert many(reading, "director") == ["王某某"]
    assert many(reading, "writer") == ["李某某"]
    assert many(reading, "organisers") == ["某某文化传播有限公司"]
    assert many(reading, "contact") == ["021-60000000"]
    assert many(reading, "links") == ["https://tickets.example.org/2026/12/18"]
    assert [f"{each.start:%d %H:%M}" for each in reading.performances] == ["18 19:30", "19 19:30", "20 14:00", "20 19:30"]
    assert (reading.ambiguous, reading.spans) == ((), ())


def test_the_hall_is_known_by_its_longest_name(reading: Reading) -> None:
    assert [(each.value, each.words) for each in reading.venues] == [("shanghai-grand-theatre/mid", "上海大剧院·中剧场")]


def test_two_venues_have_each_their_dates() -> None:
    found = read("12月5日19:30 上海大剧院\n12月12日19:30 杭州大剧院", on=ON, places=PLACES).performances
    assert [(each.start.day, each.venue) for each in found] == [(5, "shanghai-grand-theatre"), (12, "hangzhou-grand-theatre")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("票价：80/180/580元（学生票80元）", [(80, "single"), (180, "single"), (580, "single"), (80, "student")]),
        ("早鸟票：180元（原价280）、双人套票 500元(280×2)", [(180, "early_bird"), (500, "package")]),
        ("票价：VIP 880元、A档 680元", [(880, "single"), (680, "single")]),
        ("早鸟价¥128 预售¥158 现场¥188", [(128, "early_bird"), (158, "presale"), (188, "single")]),
        ("双人票¥299（含2张¥180）", [(299, "package")]),
        ("票价：¥1,280 / ¥880", [(1280, "single"), (880, "single")]),
        ("680、480元，套票1200（680×2）", [(680, "single"), (480, "single"), (1200, "package")]),
        ("票档：180 280 380", [(180, "single"), (280, "single"), (380, "single")]),
        ("公益演出，凭票入场", [(0, "free")]),
        ("免费入场，1.2米以下儿童免票", [(0, "free")]),
        ("1.2米以下儿童免票", []),
        ("票价：８０／１８０元", [(80, "single"), (180, "single")]),
        ("总投资500万元，满100减20", []),
        ("普通票280元，学生票100元", [(280, "single"), (100, "student")]),
        ("普通票 280，通票 880", [(280, "single"), (880, "package")]),
        ("早鸟票 180元 套票 680(380×2)", [(180, "early_bird"), (680, "package")]),
        ("80元学生票 180元普通票", [(80, "student"), (180, "single")]),
        ("早鸟 180 / 预售 220 / 双人套票 400元", [(180, "early_bird"), (220, "presale"), (400, "package")]),
        ("早鸟票25日10:00开抢", []),
        ("Tickets: ¥180/¥280, early bird ¥150", [(180, "single"), (280, "single"), (150, "early_bird")]),
    ],
)
def test_prices_are_told_apart(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(each.fen // 100, each.kind) for each in found_prices(page_of(text))] == expected


def test_a_price_from_says_so() -> None:
    assert [(each.fen, each.is_from) for each in found_prices(page_of("¥99起"))] == [(9900, True)]


@pytest.mark.parametrize(
    ("text", "minutes", "interval"),
    [
        ("时长：120分钟，无中场休息", 120, 0),
        ("演出时长约2小时30分钟（含20分钟中场休息）", 150, 20),
        ("全长两个半小时", 150, None),
        ("片长 90 min", 90, None),
        ("Running time: 2 hours 15 minutes including a 15-minute interval", 135, 15),
        ("约1小时", None, None),
    ],
)
def test_lengths_are_read(text: str, minutes: int | None, interval: int | None) -> None:
    facts = read(text, on=ON).facts
    found = [
        each.value if isinstance(each, Fact) else None
        for each in (facts.get("duration_minutes"), facts.get("interval_minutes"))
    ]
    assert found == [minutes, interval]


@pytest.mark.parametrize(
    ("text", "kind", "genre"),
    [
        ("儿童音乐剧《小海豚》", "show", "children"),
        ("昆曲《牡丹亭》", "show", "xiqu"),
        ("2027新年音乐会", "show", "concert_classical"),
        ("爆笑脱口秀专场", "show", "standup"),
        ("江南书画特展", "exhibition", "exhibition"),
        ("沉浸式戏剧《暗巷》", "show", "immersive"),
        ("舞剧《江河》", "show", "dance_drama"),
        ("歌剧《茶花女》 上海大歌剧院", "show", "opera"),
    ],
)
def test_genres_are_known(text: str, kind: str, genre: str) -> None:
    reading = read(text, on=ON)
    assert (fact(reading, "kind").value, fact(reading, "genre").value) == (kind, genre)


def test_people_in_sentences_are_found() -> None:
    reading = read("由著名导演陈某某执导，由赵六、孙七领衔主演。", on=ON)
    assert (many(reading, "director"), many(reading, "cast")) == (["陈某某"], ["赵六", "孙七"])


def test_plain_text_leads_back_to_the_original() -> None:
    text = "<p>１２月\u200b５日&nbsp;<b>１９：３０</b></p>"
    page = page_of(text)
    assert page.text.strip() == "12月5日 19:30"
    assert page.words(page.text.index("12"), page.text.index("日") + 1) == "１２月\u200b５日"
    assert read(text, on=ON).performances[0].words == "１２月\u200b５日&nbsp;<b>１９：３０"


def test_what_only_looks_like_a_date_is_blotted_out() -> None:
    plain = masked(page_of("《12月5日》 https://a.cn/2026-12-05 13800138000 时长2:30 stage@example.org"))
    assert not any(sign.isdecimal() for sign in plain)


def test_numerals() -> None:
    assert [number(said) for said in ("12", "十二", "廿三", "卅", "三十一", "两", "零五", "二十", "元", "十百")] == [
        12,
        12,
        23,
        30,
        31,
        2,
        5,
        20,
        1,
        -1,
    ]
    assert [year(said) for said in ("2026", "26", "二零二六")] == [2026, 2026, 2026]


def test_days_of_the_moon() -> None:
    assert moon_day(2027, 1, 1) == date(2027, 2, 6)
    assert moon_day(2027, 1, 15) == date(2027, 2, 20)
    assert moon_day(2026, 12, 30) == date(2027, 2, 5)  # a short month: its 29th is the eve
    assert moon_day(2027, 13, 1) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("咨询电话：0512-6289 9999", ["0512-6289 9999"]),
        ("票务 021-6386 8686 或 400-888-1234", ["021-6386 8686", "400-888-1234"]),
        ("Box office: +86 512 6289 9999", ["+86 512 6289 9999"]),
        ("Tel. +86-(0)21-6217 2426", ["+86-(0)21-6217 2426"]),
        ("订票：（0571）8717 7777", ["（0571）8717 7777"]),
        ("订票热线：62899999/62898888", ["62899999", "62898888"]),
        ("2026-12-05 19:30，20261206 14:00", []),
    ],
)
def test_telephone_numbers_are_read_as_they_are_written(text: str, numbers: list[str]) -> None:
    found = read(text, on=ON).facts.get("contact", ())
    assert [each.value for each in found if isinstance(each, Fact)] == numbers if isinstance(found, tuple) else False


@pytest.mark.parametrize(
    "address",
    ["观枫街1号", "苏州工业园区观枫街 1 号", "平江路桥1号", "上塘村12号", "思南公馆5号", "某某大厦3号", "人民路1号、3号",
     "思南路1弄5号", "No. 1 Guanfeng Road", "No. 3, Lane 5, Anfu Road"],
)
def test_a_street_number_is_no_date(address: str) -> None:
    assert read(f"地址：{address}", on=ON).moments == ()
    found = read(f"12月5日19:30\n地址：{address}", on=ON)
    assert [f"{each.start:%m-%d %H:%M}" for each in found.performances] == ["12-05 19:30"]
    assert found.ambiguous == ()


def test_what_falls_out_is_what_stands_behind_the_stretch() -> None:
    for text in ("演出时间：周五周六19:30（12月5日-27日，12月19日除外）", "12月5日-27日，19日除外，每周五、六19:30"):
        found = read(text, on=ON)
        assert [each.start.day for each in found.performances] == [5, 11, 12, 18, 25, 26], text
        assert found.ambiguous == ()
