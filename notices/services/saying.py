"""What an item of a notice says, settled once in both languages: plain values, from which every way writes its message."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.language import clock_words, day_words
from core.types import Bilingual
from delta.cities import city, is_city
from events.amended_words import place_name
from events.models.performance import Performance
from events.models.words import Form
from events.queries.amendments import Places
from events.services.deed_letters import both, when_words
from notices.outcome import Facet, Known, Outcome
from notices.safety import Late, net_for

REFS = "refs"
# So many dates, and places, are named one by one.
DATES_NAMED = 3


def item_of(row: Performance, refs: list[str]) -> dict[str, Any]:
    """What is true of a date now: which it is, when and where; and whom it concerns."""
    return {
        "performance": row.id, "event": row.run.event.slug, "title": both(row.run.event.title),
        "session": both(row.title) if row.title else None, "form": row.form.value, "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(), "when": when_of(row, row), "place": both(place_of(row)),
        "city": both(city(row.city).told_apart) if is_city(row.city) else None, REFS: refs,
    }


def place_of(row: Performance) -> Bilingual:
    """House and hall in one line, or what was stated instead."""
    return place_name(row.venue, row.hall, with_house=True) or row.run.event.place_stated


def when_of(row: Performance, at: Performance | Known) -> dict[str, str]:
    """When a date is, or was to be: days for spans, else day and hour."""
    if row.form is not Form.SPAN:
        return when_words(row.form, at.starts_at)
    last = at.last_day
    if last is None or last == at.day:
        return when_words(row.form, at.starts_at)
    return {
        "zh": f"{day_words(at.day, 'zh')}至{day_words(last, 'zh')}",
        "en": f"{day_words(at.day, 'en')} to {day_words(last, 'en')}",
    }


def changed_item(row: Performance, of: Outcome, places: Places, refs: list[str]) -> dict[str, Any]:
    """The same with what is different, before and after, why, and how much it matters to who has a calendar alone."""
    facets, was = of.facets, of.was
    found: dict[str, Any] = item_of(row, refs) | {
        "facets": [each.value for each in facets], "reason": both(of.reason), "was_starts_at": was.starts_at.isoformat(),
        "is_taken_back": of.is_taken_back,
    }
    if Facet.MOVED in facets or Facet.POSTPONED in facets:
        found["was_when"] = when_of(row, was)
    if Facet.END in facets:
        found |= {"until": when_words(row.form, row.ends_at), "was_until": when_words(row.form, was.ends_at)}
    if {Facet.HOUSE, Facet.HALL} & set(facets):
        then = places.at(was.venue_id, was.hall_id)
        found["was_place"] = both(place_name(then.venue, then.hall, with_house=True) or row.run.event.place_stated)
    if Facet.CAST in facets:
        found |= {"cast": both(row.run.main_performers), "was_cast": both(was.cast)}
    if Facet.ONLINE in facets:
        found["online_url"] = row.live_online_url
    return found | net_of(row, of, is_cancelled=False)


def cancelled_item(row: Performance, of: Outcome, refs: list[str]) -> dict[str, Any]:
    """A date that does not take place: when and where people knew it to be, and why not."""
    found = item_of(row, refs) | {
        "when": when_of(row, of.was), "starts_at": of.was.starts_at.isoformat(), "reason": both(of.reason or row.reason),
    }
    return found | net_of(row, of, is_cancelled=True)


def net_of(row: Performance, of: Outcome, *, is_cancelled: bool) -> dict[str, Any]:
    """What the net below private calendars needs to know."""
    if of.changed_at is None:
        return {}
    late = Late(
        of.changed_at, (row.starts_at, of.was.starts_at), is_cancelled=is_cancelled, is_another_start=of.is_another_start
    )
    return {"net": net_for(late).value, "changed_at": of.changed_at.isoformat()}


def summed_up(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a whole notice says of itself: how many dates of how many events, and the first one's title."""
    return {
        "dates": len(items), "events": len({each["event"] for each in items}), "title": items[0]["title"],
        "event": items[0]["event"],
    }


def on_sale(sale: Performance, dates: Sequence[Performance]) -> dict[str, Any]:
    """What the tickets are for: when (each of a few dates, else the first, the last and how many) and where; who sells them."""
    each, places = [_when_on(row) for row in dates], dict.fromkeys(map(place_of, dates))
    return {
        "shows": len(each), "whens": each[:1] + each[-1:] if len(each) > DATES_NAMED else each,
        "places": [both(place) for place in places if place][:DATES_NAMED] or [both(place_of(sale))],
        "seller": both(sale.run.seller),
    }


def _when_on(row: Performance) -> dict[str, str]:
    """When it is; of what has no end that is known: since when."""
    when = when_of(row, row)
    return {"zh": f"{when['zh']}起", "en": f"from {when['en']}"} if row.is_open_ended else when


def on_the_way(row: Performance) -> dict[str, Any]:
    """What somebody needs who is about to go: the address, where it can be watched, where tickets are."""
    return {
        "address": both(row.venue.address) if row.venue else None, "online_url": row.live_online_url,
        "seller_url": row.run.live_seller_url, "clock": clock_words(row.starts_at) if row.form is not Form.SPAN else "",
    }
