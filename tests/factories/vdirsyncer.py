"""A real calendar client (vdirsyncer), and the site at an address that it can ask."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

CONFIGURATION = """[general]
status_path = "{folder}/status"
[pair feed]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
[storage there]
type = "http"
url = "{address}"
"""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The site at a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Client:
    """vdirsyncer with a folder of its own, following one address."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "items").mkdir()
        text = CONFIGURATION.format(folder=folder, address=address)
        (folder / "vdirsyncer.conf").write_text(text, encoding="utf-8")
        self._run("discover")

    def _run(self, deed: str) -> int:
        program = str(Path(sys.executable).with_name("vdirsyncer"))
        command = [program, "--config", str(self.folder / "vdirsyncer.conf"), deed]
        return subprocess.run(command, input=b"y\n", capture_output=True, check=False).returncode

    def sync(self) -> bool:
        """Fetch; whether the address answered with a calendar."""
        return self._run("sync") == 0

    def items(self) -> list[str]:
        """What it holds, each item unfolded."""
        return sorted(path.read_text(encoding="utf-8").replace("\r\n ", "") for path in (self.folder / "items").glob("*.ics"))
