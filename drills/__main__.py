"""`make drills`: every drill in turn."""

import sys

from drills import feeds, notices

if __name__ == "__main__":
    outcomes = [feeds.main(), notices.main(sys.argv[1:])]
    sys.exit(max(outcomes))
