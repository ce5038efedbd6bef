"""The tally: bounded, taken whole, put back; the thread beside writes what is left at its end."""

from collections.abc import Hashable

from flask import Flask

from core.counting import Beside, Tally, tally_of, write_beside


def test_what_is_taken_is_gone_and_may_be_put_back() -> None:
    tally = Tally()
    tally.add("a")
    tally.add("a", 2)
    taken = tally.take()
    assert taken == {"a": 3}
    assert tally.take() == {}
    tally.add("a")
    tally.put_back(taken)
    assert tally.take() == {"a": 4}


def test_a_full_tally_counts_what_it_knows_and_nothing_new() -> None:
    tally = Tally(most=2)
    for key in ("a", "b", "c", "a"):
        tally.add(key)
    assert tally.take() == {"a": 2, "b": 1}


def test_the_end_writes_what_is_left(app: Flask) -> None:
    written: list[dict[Hashable, int]] = []
    beside = Beside(app, lambda: written.append(tally_of(app).take()), every_s=60)
    beside.start()
    tally_of(app).add("a")
    beside.stop()
    assert written == [{"a": 1}]


def test_an_error_never_ends_the_counting(app: Flask) -> None:
    def fail() -> None:
        raise OSError

    beside = Beside(app, fail, every_s=60)
    beside.start()
    beside.stop()


def test_nothing_runs_before_something_is_counted(app: Flask) -> None:
    write_beside(app, lambda: None)
    tally = tally_of(app)
    assert tally.on_first is not None
    started: list[bool] = []
    tally.on_first = lambda: started.append(True)
    tally.add("a")
    tally.add("a")
    assert started == [True]
