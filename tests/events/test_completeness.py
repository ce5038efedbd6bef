"""The meter of a listing: what is stated, what is missing, what it would add."""

from core.types import Bilingual
from events.completeness import Fact, meter_of
from events.listing import Listing, Stay
from events.models.words import EventKind
from repertoire.models import Genre

BOTH = Bilingual(
    "灯笼剧团的新戏，讲一座桥和住在桥下的三代人；没有一句台词是多余的，也没有一盏灯是多余的。", "A bridge, and those under it.",
)
FULL_STAY = Stay(
    minutes=120, performers=Bilingual("林安", "Lin An"), prices=(18000,), least_age=8, seller=Bilingual("票房", "Box office"),
    seller_licence="1", seller_url="https://tickets.example", spoken="zh", has_venue=True, has_hall=True,
)
FULL = Listing(
    kind=EventKind.SHOW, title=Bilingual("长桥", "The Long Bridge"), summary=BOTH, genre=Genre.SPOKEN_DRAMA, contact="021",
    image="/media/1", image_alt=Bilingual("桥", "A bridge"), refund=Bilingual("开演前48小时可退", ""), dates=3,
    says_access=True, stays=(FULL_STAY,),
)


def test_everything_stated_is_a_hundred() -> None:
    meter = meter_of(FULL)
    assert (meter.score, meter.is_full) == (100, True)


def test_five_fields_are_a_third_and_the_weightiest_is_asked_first() -> None:
    meter = meter_of(Listing(
        kind=EventKind.SHOW, title=Bilingual("长桥", ""), dates=12, contact="021", stays=(Stay(has_venue=True),),
    ))
    assert meter.score == 32
    assert meter.missing[0].fact is Fact.SUMMARY
    assert {each.fact for each in meter.missing} >= {Fact.DURATION, Fact.PRICES, Fact.AGE, Fact.TITLE_TRANSLATED}
    assert Fact.SUMMARY_TRANSLATED not in {each.fact for each in meter.missing}
    assert Fact.IMAGE_ALT not in {each.fact for each in meter.missing}


def test_a_forum_is_not_asked_for_its_players() -> None:
    meter = meter_of(Listing(kind=EventKind.FORUM, title=Bilingual("长桥论坛", ""), dates=1, stays=(Stay(has_venue=True),)))
    assert not {Fact.PERFORMERS, Fact.DURATION, Fact.AGE, Fact.HALL} & {each.fact for each in meter.missing}


def test_a_free_show_needs_neither_prices_nor_seller() -> None:
    meter = meter_of(Listing(kind=EventKind.SHOW, title=Bilingual("长桥", ""), stays=(Stay(is_free=True),)))
    assert not {Fact.PRICES, Fact.SELLER, Fact.REFUND} & {each.fact for each in meter.missing}


def test_an_outdated_translation_is_missing() -> None:
    stated = {name: getattr(FULL, name) for name in FULL.__slots__} | {"outdated": ("title",)}
    assert [each.fact for each in meter_of(Listing(**stated)).missing] == [Fact.TITLE_TRANSLATED]


def test_what_one_of_two_runs_says_is_not_said() -> None:
    stated = {name: getattr(FULL, name) for name in FULL.__slots__} | {"stays": (FULL_STAY, Stay(has_venue=True))}
    assert Fact.DURATION in {each.fact for each in meter_of(Listing(**stated)).missing}
