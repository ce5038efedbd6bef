"""`make drills`: every drill in turn."""

import sys

from drills import feeds

if __name__ == "__main__":
    sys.exit(feeds.main())
