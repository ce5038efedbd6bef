"""Installs a hash lock into this virtual environment: by uv where pip can get it, else by pip.

Run by the environment's own Python, with the standard library alone. uv does not read pip's configuration, so pip's
registries are handed to it; where uv fails for whatever reason, pip does the work.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

UV = "uv==0.13.9"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
# pip's options and what uv calls them; values of pip are separated by blanks or line feeds.
NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


def pip_configuration() -> dict[str, str]:
    """pip's settings (its files and PIP_… variables; the variables win) in uv's words."""
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    # Files come before variables when sorted: "global." and "install." before ":env:." is not given, so sort by that.
    for line in sorted(listed.splitlines(), key=lambda each: each.startswith(":env:")):
        name, _, value = line.partition("=")
        option = name.rpartition(".")[2].replace("_", "-").lower()
        if option in NAMES:
            variable, separator = NAMES[option]
            found[variable] = separator.join(value.strip("'\"").replace("\\n", " ").split())
    return found


def by_uv(lock: Path) -> bool:
    """Install with uv; False where it cannot be had or does not succeed."""
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists() and subprocess.run([*PIP, "install", "--quiet", UV], check=False, capture_output=True).returncode != 0:
        print("  uv cannot be had here; pip installs.", flush=True)
        return False
    surroundings = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_NO_CONFIG": "1", "UV_LINK_MODE": "copy"}
    done = subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", sys.executable, "--require-hashes", "-r", lock],
        env={**pip_configuration(), **surroundings, **os.environ}, check=False,
    )
    if done.returncode != 0:
        print("  uv did not succeed; pip installs.", flush=True)
    return done.returncode == 0


def main(lock: Path) -> int:
    """Install; the exit code is pip's where uv could not do it."""
    began = time.monotonic()
    print(f"Installing {lock} …", flush=True)
    if not by_uv(lock):
        code = subprocess.run([*PIP, "install", "--quiet", "--require-hashes", "-r", str(lock)], check=False).returncode
        if code != 0:
            return code
    print(f"  done in {time.monotonic() - began:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
