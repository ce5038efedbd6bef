"""Files of strangers are read in a process of their own, with limits of memory, processor time and patience (feeds.md 0.9).

`run_child` starts a module of ours that calls `answer`; bytes go in, JSON comes out, and nothing of the process stays.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.config import ROOT

_MEMORY, _TOO_MUCH = 3, 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory and answer in bytes, processor time and patience in seconds."""

    memory: int = 512 * 2**20
    cpu_s: int = 10
    wall_s: int = 15
    answer: int = 32 * 2**20


class ChildEnded(Exception):
    """A child that gave no answer; `code` is "slow", "memory", "too_much" or "crashed"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run_child(module: str, payload: bytes, options: Mapping[str, Any], limits: Limits = Limits()) -> Any:
    """What `module` answers to these bytes; `ChildEnded` where a limit ended it.

    It inherits no settings: neither the database's address nor any secret is in its environment.
    """
    head = json.dumps({"limits": asdict(limits), "options": options}, ensure_ascii=True).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", module], input=head + payload, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=limits.wall_s, check=False, cwd=ROOT, env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, close_fds=True,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildEnded("slow") from error
    if done.returncode:
        # A signal: SIGXCPU at the limit of processor time, SIGKILL above it.
        raise ChildEnded({_MEMORY: "memory", _TOO_MUCH: "too_much", -24: "slow", -9: "slow"}.get(done.returncode, "crashed"))
    return json.loads(done.stdout)


def answer(work: Callable[[bytes, dict[str, Any]], Any]) -> None:
    """In the child: take limits upon oneself, work, and say the result as JSON."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    _confine(limits)
    try:
        said = json.dumps(work(sys.stdin.buffer.read(), asked["options"]), ensure_ascii=False).encode("utf-8", "replace")
    except MemoryError:
        os._exit(_MEMORY)
    if len(said) > limits.answer:
        os._exit(_TOO_MUCH)
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


def _confine(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
