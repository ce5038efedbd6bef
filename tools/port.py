"""Says whether the site's port is free, before anything is started."""

import os
import socket
import sys


def main() -> int:
    """0 where the port is free; 1, with words that help, where it is not."""
    host, stated = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not stated.isdecimal() or not 0 < int(stated) < 65536:
        print(f"PORT must be a number from 1 to 65535, not {stated!r}.", file=sys.stderr)
        return 1
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(stated)))
        except OSError as error:
            print(
                f"Port {stated} cannot be used ({error.strerror}). Perhaps the site runs already: http://{host}:{stated}\n"
                f"Stop it first, or choose another port: make run PORT={int(stated) + 1}",
                file=sys.stderr,
            )
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
