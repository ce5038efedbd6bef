"""Soft shapes through a handful of points: lines as rivers run, banks, round lakes; answers are SVG path data."""

from collections.abc import Sequence
from math import hypot

from delta.mapping.projection import Frame, Position

STEPS = 6
Course = Sequence[tuple[float, float, float]]


def smooth(points: Sequence[Position], *, is_closed: bool) -> str:
    """A curve through the points (Catmull-Rom, written as cubic Béziers)."""
    count = len(points)

    def point(number: int) -> Position:
        return points[number % count] if is_closed else points[min(max(number, 0), count - 1)]

    written = [f"M{_pair(points[0])}"]
    for number in range(count if is_closed else count - 1):
        before, start, end, after = (point(number + step) for step in (-1, 0, 1, 2))
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        written.append(f"C{_pair(first)} {_pair(second)} {_pair(end)}")
    return "".join(written) + ("Z" if is_closed else "")


def shape(frame: Frame, places: Sequence[Position]) -> str:
    """A closed soft shape through places given in degrees."""
    return smooth([frame.at(*place) for place in places], is_closed=True)


def line(frame: Frame, places: Sequence[Position]) -> str:
    """An open soft line through places given in degrees."""
    return smooth([frame.at(*place) for place in places], is_closed=False)


def straight(points: Sequence[Position]) -> str:
    """Straight legs from point to point of a drawing."""
    return "M" + "L".join(_pair(point) for point in points) if points else ""


def ribbon(frame: Frame, course: Course) -> str:
    """A river that grows: (lng, lat, breadth in kilometres as drawn) along its course, as a closed shape."""
    middle = [frame.at(lng, lat) for lng, lat, _ in course]
    unit = frame.scale / 40_075 * 1.17
    left, right = [], []
    for number, (x, y) in enumerate(middle):
        before, after = middle[max(number - 1, 0)], middle[min(number + 1, len(middle) - 1)]
        across, along = after[1] - before[1], after[0] - before[0]
        length = hypot(across, along) or 1
        half = course[number][2] * unit / 2
        left.append((x + across / length * half, y - along / length * half))
        right.append((x - across / length * half, y + along / length * half))
    there = smooth(left, is_closed=False)
    back = smooth(right[::-1], is_closed=False)
    return f"{there}L{back[1:]}Z"


def _pair(point: Position) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
