"""What happens to performances after they were announced: cancelled, moved, postponed, sold out, gone online."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from core.clock import SHANGHAI
from events.models.words import Form, Status
from events.season.values import Diary, Row, Stay, Wish
from events.season.wording import REASONS

SHARES = (
    (Status.CANCELLED, 0.02),
    (Status.RESCHEDULED, 0.015),
    (Status.POSTPONED, 0.01),
    (Status.SOLD_OUT, 0.03),
    (Status.MOVED_ONLINE, 0.007),
)
SALE_SHARE, SALE_AT, SALE_AHEAD = 0.2, time(10), timedelta(days=14)
MOVED_BY = range(2, 29)
HALF_AN_HOUR = timedelta(minutes=30)
LATEST_HOUR = 19


class Fates:
    """Changes rows of the plan as life would, and adds on-sale moments."""

    def __init__(self, wish: Wish, diary: Diary) -> None:
        self.wish, self.diary = wish, diary
        self.chance: Random = wish.chance("fates")
        self.streams = 0

    def befall(self, stays: Sequence[Stay]) -> None:
        """Give some rows another status."""
        rows = [(stay, row) for stay in stays for row in stay.rows]
        self.chance.shuffle(rows)
        for status, share in SHARES:
            left = round(share * len(rows))
            for stay, row in rows:
                if left and self._may_befall(row, status) and self._change(stay, row, status):
                    left -= 1
        for stay in stays:
            self._sale(stay)

    def _may_befall(self, row: Row, status: Status) -> bool:
        """Once to each row; what is on today stays on, since it is what a visitor sees first."""
        return row.since is None and (status is Status.SOLD_OUT or row.starts.date() != self.wish.today)

    def _change(self, stay: Stay, row: Row, status: Status) -> bool:
        since = self._since(row)
        if status is Status.RESCHEDULED and not self._move(stay, row):
            return False
        if status is Status.MOVED_ONLINE:
            self.streams += 1
            row.online_url = f"https://example.org/live/{self.wish.seed}-{self.streams}"
        row.status, row.since, row.reason = status, since, self.chance.choice(REASONS[status])
        row.sequence += 1
        return True

    def _since(self, row: Row) -> datetime:
        """A working hour some days before it was to happen, and not after today."""
        day = min(row.starts.date(), self.wish.today) - timedelta(days=self.chance.randint(1, 14))
        return datetime.combine(day, time(self.chance.randint(9, 17), self.chance.choice((0, 15, 30, 45))), SHANGHAI)

    def _move(self, stay: Stay, row: Row) -> bool:
        """To a day on which hall and production are free, else half an hour later if it is the day's last."""
        if stay.room is None or stay.work is None:
            return False
        length, earlier = row.ends - row.starts, row.starts
        for later in MOVED_BY:
            day = earlier.date() + timedelta(days=later)
            names = (stay.room.key, stay.work.slug)
            if all(self.diary.is_free(name, day, 1) for name in names):
                for name in names:
                    self.diary.take(name, day, 1)
                row.starts = datetime.combine(day, earlier.timetz())
                break
        else:
            if earlier.hour < LATEST_HOUR:
                return False
            row.starts = earlier + HALF_AN_HOUR
        row.ends, row.moved_from = row.starts + length, earlier
        return True

    def _sale(self, stay: Stay) -> None:
        """When tickets go on sale, for some stays that are some weeks off."""
        room_left = (stay.first - self.wish.today) - SALE_AHEAD
        if stay.terms.is_free or room_left < timedelta(0) or self.chance.random() >= SALE_SHARE:
            return
        day = self.wish.today + timedelta(days=self.chance.randint(1, 3 + room_left.days // 2))
        moment = datetime.combine(day, SALE_AT, SHANGHAI)
        stay.rows.append(Row(form=Form.ON_SALE, starts=moment, ends=moment + timedelta(minutes=15)))
