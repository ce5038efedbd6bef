"""What a drill found: one line a figure, with its limit, and whether it held."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one drill. `held` is None where the drill could not be run."""

    drill: str
    what: str
    figure: str
    limit: str
    held: bool | None


@dataclass(slots=True)
class Table:
    """All figures of a run, printed as they come."""

    drill: str = ""
    lines: list[Line] = field(default_factory=list)

    def most(self, what: str, figure: float, limit: float, unit: str = "") -> None:
        """A figure that may be so much at most."""
        self._add(what, f"{figure:g}{unit}", f"≤ {limit:g}{unit}", figure <= limit)

    def exactly(self, what: str, figure: object, wanted: object) -> None:
        """A figure that is known beforehand."""
        self._add(what, str(figure), f"= {wanted}", figure == wanted)

    def true(self, what: str, held: bool, figure: str = "") -> None:
        """Something that is so or not."""
        self._add(what, figure or ("yes" if held else "no"), "yes", held)

    def note(self, what: str, figure: str) -> None:
        """A figure without a limit."""
        self._add(what, figure, "", True)

    def not_run(self, why: str) -> None:
        """The drill, or a part of it, could not be run here: it did not hold."""
        self._add(why, "not run", "", None)

    def _add(self, what: str, figure: str, limit: str, held: bool | None) -> None:
        line = Line(self.drill, what, figure, limit, held)
        self.lines.append(line)
        print(shown(line), flush=True)

    @property
    def wrong(self) -> list[Line]:
        """What did not hold or was not run."""
        return [line for line in self.lines if not line.held]


def shown(line: Line) -> str:
    """A line of the table."""
    mark = {True: "held ", False: "BROKE", None: "-----"}[line.held]
    return f"  {mark} {line.drill:24} {line.what:58} {line.figure:>14}  {line.limit}"
