"""Where labels stand so that none overlaps another, a point or the edge: a search with the same answer every time.

The point with the least room left chooses first, and takes the place that spoils least for its neighbours; afterwards
each may move to a place that it would rather have. Who finds none beside its point looks farther off, and takes a shorter
text where there is none either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from delta.mapping.labels import Box, Label, Wanted, afar, around

_MARGIN = 2
_ROUNDS = 6
_NOWHERE = 1000.0
Choices = dict[str, list[Label]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where labels may stand: a drawing's extent without what is `taken`; `rings` are the distances for those far off."""

    width: float
    height: float
    size: float
    taken: tuple[Box, ...] = ()
    rings: tuple[int, ...] = ()

    @property
    def edge(self) -> Box:
        """The extent, a little inside."""
        return Box(_MARGIN, _MARGIN, self.width - _MARGIN, self.height - _MARGIN)


def placed(wanted: Sequence[Wanted], ground: Ground) -> dict[str, Label]:
    """A label for each point that has room for one; what finds no place is absent from the answer."""
    choices = {each.key: _free(around(each, ground.size, each.texts), each, wanted, ground) for each in wanted}
    done = _settled(choices)
    for farther in (_afar, _last):
        tried: set[str] = set()
        while missing := {each.key for each in wanted} - done.keys():
            near = _neighbours(choices)
            # Where more room for one alone did not help, those around move as well.
            wider = (missing | {other for key in missing & tried for other in near.get(key, ())}) - tried
            if not wider:
                break
            for each in wanted:
                if each.key in wider:
                    choices[each.key] = _free([*choices[each.key], *farther(each, ground)], each, wanted, ground)
            tried |= wider
            done = _settled(choices)
    return done


def _afar(point: Wanted, ground: Ground) -> Iterable[Label]:
    return afar(point, ground.size, point.afar, ground.rings) if point.afar else ()


def _last(point: Wanted, ground: Ground) -> Iterable[Label]:
    return around(point, ground.size, [point.last]) if point.last else ()


def _free(labels: Iterable[Label], point: Wanted, wanted: Sequence[Wanted], ground: Ground) -> list[Label]:
    """Those that stand on free ground, the best first."""
    others = [*(each.box for each in wanted if each.key != point.key), *ground.taken]
    found = []
    for label in labels:
        if not ground.edge.holds(label.box) or any(label.box.meets(other) for other in others):
            continue
        if label.leader and (label.box.meets(point.box) or any(other.is_crossed_by(label.leader) for other in others)):
            continue
        found.append(label)
    return sorted(found, key=lambda label: label.cost)


def _settled(choices: Choices) -> dict[str, Label]:
    near = _neighbours(choices)
    return _improved(_chosen(choices, near), choices, near)


def _neighbours(choices: Choices) -> dict[str, list[str]]:
    """For each point those whose labels may ever meet one of its own."""
    reach = {}
    for key, labels in choices.items():
        if labels:
            corners = [label.box for label in labels]
            corners += [Box(*map(min, *each.leader), *map(max, *each.leader)) for each in labels if each.leader]
            reach[key] = Box(
                min(box.left for box in corners), min(box.top for box in corners),
                max(box.right for box in corners), max(box.bottom for box in corners),
            )
    return {key: [other for other in reach if other != key and reach[other].meets(box)] for key, box in reach.items()}


def _chosen(choices: Choices, near: Mapping[str, list[str]]) -> dict[str, Label]:
    """One label a point, greedily: the least room first, the least harm best."""
    open_ = {key: list(labels) for key, labels in choices.items() if labels}
    done: dict[str, Label] = {}
    while open_:
        key = min(open_, key=lambda name: (len(open_[name]), name))
        best = min(open_.pop(key), key=lambda label: label.cost + _harm(label, open_, near[label.key]))
        done[key] = best
        for other in near[key]:
            if other in open_:
                open_[other] = [label for label in open_[other] if not label.meets(best)]
                if not open_[other]:
                    del open_[other]
    return done


def _harm(label: Label, open_: Choices, near: Sequence[str]) -> float:
    """How much of the neighbours' room a label takes."""
    harm = 0.0
    for key in near:
        labels = open_.get(key)
        if labels:
            lost = sum(each.meets(label) for each in labels)
            harm += 40 if lost == len(labels) else 6 * lost / len(labels)
    return harm


def _improved(done: dict[str, Label], choices: Choices, near: Mapping[str, list[str]]) -> dict[str, Label]:
    """Let each move to a place that it would rather have, pushing at most one neighbour aside, as long as that helps."""
    for _ in range(_ROUNDS):
        before = dict(done)
        for key in near:
            done |= _better(key, done, choices, near)
        if done == before:
            break
    return done


def _better(key: str, done: dict[str, Label], choices: Choices, near: Mapping[str, list[str]]) -> dict[str, Label]:
    """The first cheaper place of a point, with what its neighbour does then; empty where there is none."""
    now = done[key].cost if key in done else _NOWHERE
    for label in choices[key]:
        if label.cost >= now:
            break
        pushed = [name for name in near[key] if name in done and done[name].meets(label)]
        if len(pushed) > 1:
            continue
        if not pushed:
            return {key: label}
        name = pushed[0]
        limit = now - label.cost + done[name].cost
        rest = [label, *(done[other] for other in near[name] if other in done and other != key)]
        for each in choices[name]:
            if each.cost >= limit:
                break
            if not any(each.meets(other) for other in rest):
                return {key: label, name: each}
    return {}
