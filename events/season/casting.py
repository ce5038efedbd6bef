"""Which production plays which stay: fitting the hall, never in two places on one day, some on tour through several cities."""

from collections.abc import Sequence
from random import Random

from events.season.values import Diary, Stay, Wish, Work
from repertoire.models import FAMILIES, Family, Genre
from venues.models import HallKind

DAYTIME = frozenset({Genre.CHILDREN, Genre.PUPPET})
FITTING: dict[HallKind, frozenset[Genre]] = {
    HallKind.OPERA: FAMILIES[Family.DANCE] | {
        Genre.OPERA, Genre.MUSICAL, Genre.CONCERT_CLASSICAL, Genre.CHORAL, Genre.ACROBATICS, Genre.MULTIMEDIA_DRAMA,
    },
    HallKind.THEATRE: FAMILIES[Family.DRAMA] | FAMILIES[Family.DANCE] | FAMILIES[Family.VARIETY] | {
        Genre.XIQU, Genre.MUSICAL, Genre.CONCERT_FOLK, Genre.POP,
    },
    HallKind.MUSICAL: frozenset({Genre.MUSICAL, Genre.POP, Genre.ACROBATICS, Genre.DANCE_DRAMA}),
    HallKind.CONCERT: frozenset({Genre.CONCERT_CLASSICAL, Genre.CONCERT_FOLK, Genre.CHORAL}),
    HallKind.XIQU: frozenset({Genre.XIQU, Genre.CROSSTALK, Genre.CONCERT_FOLK}),
    HallKind.CHILDREN: frozenset({Genre.CHILDREN, Genre.PUPPET, Genre.MAGIC}),
    HallKind.STUDIO: frozenset({
        Genre.IMMERSIVE, Genre.STANDUP, Genre.MODERN_DANCE, Genre.SPOKEN_DRAMA, Genre.PUPPET, Genre.CROSSTALK, Genre.MAGIC,
        Genre.XIQU,
    }),
    HallKind.MIXED: FAMILIES[Family.VARIETY] | {
        Genre.XIQU, Genre.CONCERT_FOLK, Genre.CHILDREN, Genre.SPOKEN_DRAMA, Genre.PUPPET,
    },
}
TOURING_SHARE = 0.45
LEAST_CITIES, MOST_CITIES = 3, 8
LOOKED_AT = 60


class Casting:
    """Gives each stay a production, in order of time, and remembers where each has been."""

    def __init__(self, wish: Wish, works: Sequence[Work]) -> None:
        self.works = works
        self.chance: Random = wish.chance("casting")
        self.cities: dict[str, set[str]] = {work.slug: set() for work in works}
        self.most_cities = {
            work.slug: self.chance.randint(LEAST_CITIES, MOST_CITIES)
            if self.chance.random() < TOURING_SHARE
            else self.chance.randint(1, 2)
            for work in works
        }

    def cast(self, stays: Sequence[Stay], diary: Diary) -> list[Stay]:
        """The stays in order of time, each with its production; those for which none was free are left out."""
        ready = []
        for stay in sorted(stays, key=lambda each: (each.first, each.room.key if each.room else "")):
            work = self._choose(stay, diary)
            if work is None:
                continue
            stay.work = work
            diary.take(work.slug, stay.first, stay.days)
            self.cities[work.slug].add(stay.city)
            ready.append(stay)
        return ready

    def _choose(self, stay: Stay, diary: Diary) -> Work | None:
        for genres in self._wishes(stay):
            fitting = [work for work in self.works if work.genre in genres]
            if len(fitting) > LOOKED_AT:
                fitting = self.chance.sample(fitting, LOOKED_AT)
            free = [work for work in fitting if diary.is_free(work.slug, stay.first, stay.days)]
            if free:
                return self.chance.choices(free, [self._liking(work, stay) for work in free])[0]
        return next((work for work in self.works if diary.is_free(work.slug, stay.first, stay.days)), None)

    def _wishes(self, stay: Stay) -> list[frozenset[Genre]]:
        """The genres to look for, the best first."""
        fitting = FITTING[stay.room.kind] if stay.room else frozenset(Genre)
        if stay.must_be_evening:
            fitting -= DAYTIME
        taste = frozenset(stay.genres)
        return [taste & fitting, taste, fitting] if taste else [fitting]

    def _liking(self, work: Work, stay: Stay) -> float:
        """A tour that has begun goes on until it has been to its cities; at home one plays oftenest."""
        visited = self.cities[work.slug]
        if stay.city in visited:
            liking = 0.5
        elif len(visited) >= self.most_cities[work.slug]:
            liking = 0.1
        else:
            liking = 4.0 if visited else 3.0
        return liking * (3 if work.home == stay.city else 1)

