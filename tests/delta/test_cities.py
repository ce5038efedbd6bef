"""The map of the Delta."""

from delta.cities import all_cities, city, city_of_slug


def test_the_delta_has_41_cities_with_both_names() -> None:
    cities = all_cities()
    assert len(cities) == 41
    assert len({each.adcode for each in cities}) == len({each.slug for each in cities}) == 41
    assert sum(each.is_core for each in cities) == 27
    for each in cities:
        assert each.name.zh, each.slug
        assert each.name.en, each.slug
        assert each.pinyin, each.slug
        assert 27 < each.lat < 36, each.slug
        assert 114 < each.lng < 123, each.slug
    provinces = [each.province.zh for each in cities]
    assert {name: provinces.count(name) for name in set(provinces)} == {"上海市": 1, "江苏省": 13, "浙江省": 11, "安徽省": 16}


def test_the_two_suzhous_are_told_apart() -> None:
    jiangsu, anhui = city("320500"), city("341300")
    assert jiangsu.name.en == anhui.name.en == "Suzhou"
    assert jiangsu.slug != anhui.slug
    assert (jiangsu.short.zh, anhui.short.zh) == ("苏州", "宿州")
    assert jiangsu.told_apart.en == "Suzhou (Jiangsu)"
    assert anhui.told_apart.en == "Suzhou (Anhui)"
    assert city("310000").told_apart.en == "Shanghai"


def test_english_names_are_unique_once_told_apart() -> None:
    names = [each.told_apart.en for each in all_cities()]
    assert len(set(names)) == 41


def test_a_city_is_found_by_its_slug() -> None:
    for each in all_cities():
        assert city_of_slug(each.slug) is each
    assert city_of_slug("atlantis") is None
