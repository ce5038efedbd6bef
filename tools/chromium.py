"""Finds Chromium for the browser tests, or installs Debian's where that may be done; says loudly where it cannot be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("chromium", "fonts-noto-cjk")
FONTS = Path("/usr/share/fonts/opentype/noto")
LOUD = """
  ******************************************************************************
  *  NO CHROMIUM: the browser tests are LEFT OUT of this run.                  *
  *  Install it (Debian: apt-get install chromium fonts-noto-cjk), or name one  *
  *  with CHROMIUM=/path/to/chromium.                                          *
  ******************************************************************************
"""


def browser() -> str:
    """The path of a Chromium, or nothing."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def install() -> None:
    """Ask Debian for it; whether that succeeded is seen by looking again."""
    print("Installing Chromium and Chinese fonts (apt-get) …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], env=quiet, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """0 where browser tests can run, 3 where they are left out, 1 where that is not allowed (CI=true)."""
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    if may_install and not (browser() and FONTS.exists()):
        install()
    if browser():
        return 0
    print(LOUD, file=sys.stderr, flush=True)
    return 1 if os.environ.get("CI") == "true" else 3


if __name__ == "__main__":
    sys.exit(main())
