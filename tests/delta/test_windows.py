"""The five windows, their measures, the strands."""

from delta.windows import STRANDS, all_windows, strand, strand_codes_under, window, window_codes_under


def test_there_are_five_windows_and_16_measures() -> None:
    windows = [each for each in all_windows() if not each.parent]
    measures = [each for each in all_windows() if each.parent]
    assert (len(windows), len(measures)) == (5, 16)
    assert {each.parent for each in measures} == {each.code for each in windows}
    for each in all_windows():
        assert each.name.zh, each.code
        assert each.name.en, each.code
        assert each.source, each.code


def test_codes_under_a_window() -> None:
    first = all_windows()[0]
    under = window_codes_under(first.code)
    assert first.code in under
    assert len(under) > 1
    measure = next(each for each in all_windows() if each.parent == first.code)
    assert window_codes_under(measure.code) == (measure.code,)
    assert window(measure.code) is measure
    assert window("nothing") is None


def test_haipai_has_four_facets() -> None:
    assert [each.code for each in STRANDS if not each.parent] == ["red", "haipai", "jiangnan", "ich"]
    assert set(strand_codes_under("haipai")) == {"haipai", "shikumen", "old_town", "modern_industry", "port_shipping"}
    assert strand_codes_under("red") == ("red",)
    assert strand("nothing") is None
