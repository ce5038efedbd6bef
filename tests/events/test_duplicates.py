"""Near-duplicates: title as it is said, day, place."""

from datetime import date, timedelta

import pytest

from core.types import Bilingual
from events.duplicates import Alike, Listed, around, likeness, near_duplicates

DAY = date(2026, 12, 12)


def listed(zh: str = "长桥", en: str = "", **facts: object) -> Listed:
    stated = {
        "event_id": 1, "slug": "one", "title": Bilingual(zh, en), "days": frozenset({DAY}), "city": "310000", "venue_id": 3,
    } | facts
    return Listed(**stated)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("长桥", ""), ("长桥", ""), Alike.SAME_TITLE),
        (("话剧《长桥》", ""), ("长桥", ""), Alike.SAME_TITLE),
        (("《长桥》上海站", ""), ("【首演】《长桥》", ""), Alike.SAME_TITLE),
        (("《长桥》", ""), ("《长桥：一座桥的故事》", ""), Alike.SUBTITLE),
        (("舞剧长桥", ""), ("长桥", ""), Alike.SUBTITLE),
        (("第二十一届长桥音乐节", ""), ("第21届长桥音乐节", ""), Alike.SAME_TITLE),
        (("长桥", ""), ("", "Chang Qiao"), Alike.SAME_SOUND),
        (("常桥", ""), ("长桥", ""), Alike.SAME_SOUND),
        (("夜雨寄北", ""), ("夜雨寄北", "Night Rain"), Alike.SAME_TITLE),
        (("", "The Long Bridge"), ("", "the long  bridge!"), Alike.SAME_TITLE),
        (("", "The Long Bridge"), ("", "The Long Brigde"), Alike.SIMILAR_TITLE),
    ],
)
def test_one_thing_in_two_wordings(one: tuple[str, str], other: tuple[str, str], why: Alike) -> None:
    found = likeness(listed(*one), listed(*other, event_id=2))
    assert found.reasons == (why, Alike.SAME_DAY, Alike.SAME_VENUE)
    assert found.is_likely


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("长桥", ""), ("短歌", "")), (("第20届长桥音乐节", ""), ("第21届长桥音乐节", "")),
        (("2025新年音乐会", ""), ("2026新年音乐会", "")), (("", "Hamlet"), ("", "Macbeth")), (("新", ""), ("新年", "")),
    ],
)
def test_two_things(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert near_duplicates(listed(*one), [listed(*other, event_id=2)]) == ()


def test_days_may_be_one_apart() -> None:
    near = likeness(listed(), listed(event_id=2, days=frozenset({DAY + timedelta(days=1)})))
    assert near.reasons == (Alike.SAME_TITLE, Alike.NEXT_DAY, Alike.SAME_VENUE)
    assert near.score == 0.9
    assert likeness(listed(), listed(event_id=2, days=frozenset({DAY + timedelta(days=2)}))).score == 0


def test_two_known_houses_are_two_things_and_an_unknown_one_may_be_either() -> None:
    assert likeness(listed(), listed(event_id=2, venue_id=4)).score == 0
    unsaid = likeness(listed(), listed(event_id=2, venue_id=None))
    assert unsaid.reasons == (Alike.SAME_TITLE, Alike.SAME_DAY, Alike.SAME_CITY)
    assert unsaid.is_likely
    assert likeness(listed(), listed(event_id=2, venue_id=None, city="320500")).score == 0


def test_nothing_is_its_own_duplicate_and_the_likeliest_comes_first() -> None:
    others = [listed(event_id=1), listed("长桥之夜", event_id=2), listed(event_id=3)]
    assert [each.other.event_id for each in near_duplicates(listed(), others)] == [3, 2]


def test_the_days_looked_at_are_bounded() -> None:
    assert around([DAY], 10) == (DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))
    assert len(around([DAY + timedelta(days=each) for each in range(300)], 90)) == 90
