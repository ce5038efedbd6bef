"""Which hall plays on which days: targets for the halls, then stays laid out so that no hall has two on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from events.season.values import Diary, Room, Stay, Wish
from venues.models import HallKind

BEFORE = 35
LEAST_DAYS, MOST_DAYS = 156, 400
MOST_A_DAY = 4
# A hall that plays oftener than this on an average day is filled day after day instead of at chance.
CROWDED = 0.7
ENOUGH_FOR_EVERY_CITY, ENOUGH_FOR_MORE = 250, 500
TONIGHT_IN_ZONE, TONIGHT_ELSEWHERE = 16, 14
SOON = 12
A_HALL_AT_LEAST = 9
SATURDAY = 5
SHANGHAI = "310000"
CAPITALS = frozenset({"320100", "330100", "340100"})


@dataclass(frozen=True, slots=True)
class Style:
    """A way to play: it begins on `weekday`, takes so many days, plays `counts` times on Monday ... Sunday."""

    weekday: int
    days: int
    counts: tuple[int, ...]
    weight: int

    @property
    def size(self) -> int:
        """How many performances it has."""
        return sum(self.counts[(self.weekday + offset) % 7] for offset in range(self.days))


ONE_DAY = (Style(3, 1, (0, 0, 0, 1, 0, 0, 0), 2), Style(4, 1, (0, 0, 0, 0, 1, 0, 0), 2), Style(5, 1, (0, 0, 0, 0, 0, 2, 0), 4))
WEEKEND = Style(5, 2, (0, 0, 0, 0, 0, 2, 1), 6)
LONG_WEEKEND = Style(4, 3, (0, 0, 0, 0, 1, 2, 1), 9)
WEEK = Style(2, 5, (0, 0, 1, 1, 1, 2, 2), 9)
FULL_WEEK = Style(0, 7, (1, 1, 1, 1, 1, 2, 1), 2)
STYLES = (
    *ONE_DAY,
    FULL_WEEK,
    Style(0, 2, (1, 1, 0, 0, 0, 0, 0), 2),
    Style(6, 1, (0, 0, 0, 0, 0, 0, 1), 2),
    Style(4, 2, (0, 0, 0, 0, 1, 1, 0), 4),
    Style(1, 2, (0, 1, 1, 0, 0, 0, 0), 3),
    WEEKEND,
    LONG_WEEKEND,
    WEEK,
    Style(2, 12, (0, 0, 1, 1, 1, 2, 2), 4),
    Style(3, 25, (0, 0, 0, 1, 1, 2, 1), 3),
)


def diary_of(wish: Wish) -> Diary:
    """The days of the season: 35 before to 120 after, up to 400 in all for a large one."""
    days = min(MOST_DAYS, LEAST_DAYS + max(0, wish.performances - 2_000) // 40)
    return Diary(wish.today - timedelta(days=BEFORE), days)


def _weight(room: Room) -> float:
    if room.is_zone:
        return 2.2
    if room.city == SHANGHAI:
        return 1.4
    if room.is_demo:
        return 0.7
    return 1.3 if room.city in CAPITALS else 1.0


def targets(rooms: Sequence[Room], performances: int, diary: Diary) -> dict[str, int]:
    """How often each hall is to play: by weight, never more than its free days can hold."""
    most = {room.key: (MOST_A_DAY - 0.2) * diary.free_days(room.key) for room in rooms}
    shares: dict[str, float] = {}
    open_rooms, left = list(rooms), float(performances)
    while open_rooms:
        unit = left / sum(_weight(room) for room in open_rooms)
        full = [room for room in open_rooms if unit * _weight(room) > most[room.key]]
        if not full:
            shares |= {room.key: unit * _weight(room) for room in open_rooms}
            break
        for room in full:
            shares[room.key] = most[room.key]
            left -= most[room.key]
        open_rooms = [room for room in open_rooms if room not in full]
    return {key: round(share) for key, share in shares.items()}


class Programme:
    """Lays stays into the diary until the wish is met."""

    def __init__(self, wish: Wish, rooms: Sequence[Room], diary: Diary) -> None:
        self.wish, self.rooms, self.diary = wish, rooms, diary
        self.chance: Random = wish.chance("programme")
        self.stays: list[Stay] = []

    @property
    def performances(self) -> int:
        """How many are planned so far."""
        return sum(stay.planned for stay in self.stays)

    def add(self, room: Room, first: date, days: int, counts: tuple[int, ...], *, must_be_evening: bool = False) -> Stay:
        """Take the hall and plan a stay."""
        stay = Stay(
            city=room.city, room=room, venue=room.venue, first=first, last=first + timedelta(days=days - 1), counts=counts,
            must_be_evening=must_be_evening, is_promised=must_be_evening,
        )
        self.diary.take(room.key, first, days)
        self.stays.append(stay)
        return stay

    def fill(self) -> list[Stay]:
        """Tonight first, then every city soon, then the rest of each hall's share."""
        self._tonight()
        self._soon()
        planned = dict.fromkeys((room.key for room in self.rooms), 0)
        for stay in self.stays:
            if stay.room:
                planned[stay.room.key] += stay.planned
        rooms = self._busy_rooms()
        left = self.wish.performances - sum(planned[room.key] for room in self.rooms if room not in rooms)
        wanted = targets(rooms, left, self.diary)
        for room in rooms:
            self._fill_room(room, wanted[room.key] - planned[room.key])
        self._top_up()
        return self.stays

    def _busy_rooms(self) -> list[Room]:
        """A small season is played in some of the halls, so that they have runs and not single evenings."""
        most = max(1, (self.wish.performances - self.performances) // A_HALL_AT_LEAST)
        if most >= len(self.rooms):
            return list(self.rooms)
        mixed = sorted(self.rooms, key=lambda room: self.chance.random() ** (1 / _weight(room)), reverse=True)
        return sorted(mixed[:most], key=lambda room: room.key)

    def _tonight(self) -> None:
        """A visitor who opens the site finds much in Shanghai's zone tonight and at the weekend, and something elsewhere."""
        today, scale = self.wish.today, min(1.0, self.wish.performances / 600)
        evening = [room for room in self.rooms if room.kind is not HallKind.CHILDREN and self.diary.is_free(room.key, today, 1)]
        zone = [room for room in evening if room.is_zone][: round(TONIGHT_IN_ZONE * scale)]
        others = _one_a_city([room for room in evening if not room.is_zone], self.chance)
        until = today + timedelta(days=6 - today.weekday())
        weekend = (BEFORE + 1, BEFORE + 8)
        for room in zone:
            last = until
            while not self.diary.is_free(room.key, today, (last - today).days + 1):
                last -= timedelta(days=1)
            self.add(room, today, (last - today).days + 1, (1, 1, 1, 1, 1, 2, 1), must_be_evening=True)
            if today.weekday() >= SATURDAY:
                self._place(room, self.chance.choice((FULL_WEEK, WEEK, LONG_WEEKEND)), between=weekend)
        for room in others[: round(TONIGHT_ELSEWHERE * scale)]:
            self.add(room, today, 1, (1, 1, 1, 1, 1, 1, 1), must_be_evening=True)

    def _soon(self) -> None:
        """Every city has something within the next days, and again later."""
        if self.wish.performances < ENOUGH_FOR_EVERY_CITY:
            return
        tomorrow = BEFORE + 1
        for room in _one_a_city(self.rooms, self.chance):
            self._promise(room, WEEKEND, between=(tomorrow, tomorrow + SOON))
            if self.wish.performances >= ENOUGH_FOR_MORE:
                self._promise(room, self.chance.choice(ONE_DAY), between=(tomorrow + SOON, tomorrow + 60))

    def _promise(self, room: Room, style: Style, *, between: tuple[int, int]) -> None:
        """Lay a stay that stays whole: of this style, else some days later, else a shorter one."""
        later = (between[0], between[1] + SOON)
        for each, when in ((style, between), (style, later), *((short, later) for short in ONE_DAY)):
            if self._place(room, each, between=when):
                self.stays[-1].is_promised = True
                return

    def _place(self, room: Room, style: Style, *, between: tuple[int, int] | None = None) -> int:
        """Lay a stay of this style on a free place at chance; answers how many performances it has, 0 where none fits."""
        places = self.diary.starts(room.key, style.days, weekday=style.weekday, between=between)
        if not places:
            return 0
        return self.add(room, self.chance.choice(places), style.days, style.counts).planned

    def _fill_room(self, room: Room, wanted: int) -> None:
        free = self.diary.free_days(room.key)
        if free and wanted / free > CROWDED:
            self._crowd(room, wanted)
            return
        styles = list(STYLES)
        while wanted > 0:
            fitting = [style for style in styles if style.size <= wanted]
            if not fitting:
                return
            style = self.chance.choices(fitting, [each.weight for each in fitting])[0]
            placed = self._place(room, style)
            wanted -= placed
            if not placed:
                styles.remove(style)

    def _crowd(self, room: Room, wanted: int) -> None:
        """Fill a hall from its first free day on with stays of a week or so, several performances a day."""
        while wanted > 0 and (free := self.diary.free_days(room.key)):
            rate = min(float(MOST_A_DAY), wanted / free)
            counts = tuple(min(MOST_A_DAY, int(rate + self.chance.random())) for _ in range(7))
            days = max(1, min(12, int(28 / max(rate, 1))))
            while days and not (places := self.diary.starts(room.key, days)):
                days -= 1
            if not days:
                return
            stay = self.add(room, places[0], days, counts)
            if not stay.planned:
                self.stays.remove(stay)
            wanted -= stay.planned

    def _top_up(self) -> None:
        """What the halls' shares did not reach is played wherever a day is free."""
        rooms = list(self.rooms)
        missing = self.wish.performances - self.performances
        while missing > 0 and rooms:
            room = self.chance.choice(rooms)
            places = self.diary.starts(room.key, 1)
            if not places:
                rooms.remove(room)
                continue
            count = min(missing, 2 if self.wish.performances < 20_000 else MOST_A_DAY)
            missing -= self.add(room, self.chance.choice(places), 1, (count,) * 7).planned


def _one_a_city(rooms: Sequence[Room], chance: Random) -> list[Room]:
    """One hall of each city, the cities in a mixed order."""
    cities: dict[str, list[Room]] = {}
    for room in rooms:
        cities.setdefault(room.city, []).append(room)
    mixed = sorted(cities)
    chance.shuffle(mixed)
    return [chance.choice(cities[city]) for city in mixed]
