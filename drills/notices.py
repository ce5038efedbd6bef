"""The fault drills of the notices (quality.md 5): `python -m drills.notices [D1 D3 …] [--engine sqlite] [--scale 0.1]`.

Each ends by itself and leaves nothing behind; the table at the end says what held. Exit code 1 where something did not, or
could not be run.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack

from drills.cases import clocks, killing, mail_server, many, records, sources
from drills.rig import ENGINES, Grounds
from drills.table import Table, shown

Drill = Callable[[Grounds, str, Table], None]
DRILLS: dict[str, Drill] = {}
for _cases in (killing, mail_server, many, clocks, sources, records):
    DRILLS |= _cases.DRILLS


def _arguments(stated: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Break things on purpose and look at what is left.")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(DRILLS)}; all where none is named")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="one database instead of both")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of the letters and kills, for a quick look")
    found = parser.parse_args(stated)
    unknown = [name for name in found.names if name not in DRILLS]
    if unknown:
        parser.error(f"no drill is called {', '.join(unknown)}")
    return found


def _run(name: str, engine: str, grounds: Grounds, table: Table) -> None:
    table.drill = f"{name} {engine}"
    print(f"{table.drill}: {(DRILLS[name].__doc__ or '').strip()}", flush=True)
    began = time.monotonic()
    try:
        DRILLS[name](grounds, engine, table)
    except Exception:  # noqa: BLE001 - the other drills are run all the same
        traceback.print_exc()
        table.true("the drill ran to its end", held=False)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)


def main(stated: list[str]) -> int:
    """Run the drills named, or all."""
    arguments = _arguments(stated)
    table = Table()
    with ExitStack() as stack:
        grounds = Grounds(stack, arguments.scale)
        for name in arguments.names or DRILLS:
            for engine in arguments.engine or ENGINES:
                _run(name, engine, grounds, table)
    print(f"\n{len(table.lines)} figures, {len(table.wrong)} of them not as they must be")
    for line in table.wrong:
        print(shown(line))
    return 1 if table.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
