"""`make migration m="…"`: the next numbered revision, written from the models, and migrations/head.txt moved on."""

import subprocess
import sys

from core.config import ROOT

HEAD = ROOT / "migrations" / "head.txt"


def main(message: str) -> int:
    """Write the revision against a database that stands at the present head; empty where the models equal the schema."""
    if not message.strip():
        print('Say what it does: make migration m="add the price of a programme"', file=sys.stderr)
        return 2
    number = f"{int(HEAD.read_text(encoding='ascii')) + 1:04d}"
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db"]
    for command in (["upgrade"], ["migrate", "--rev-id", number, "-m", message]):
        code = subprocess.run([*flask, *command], cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    HEAD.write_text(f"{number}\n", encoding="ascii")
    print(f"migrations/head.txt now names {number}. Read the file, then `make test`.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
