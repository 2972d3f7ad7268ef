"""Running the command line in this process, as a shell would see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from discourse.cli import main


@dataclass
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def discourse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def run(*words: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["discourse", *map(str, words)])
        monkeypatch.setattr("signal.signal", lambda *_: None)
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        caught = capsys.readouterr()
        return Done(code, caught.out, caught.err)

    return run


@pytest.fixture
def thread(root: Path) -> Path:
    return root / "data" / "threads" / "river-crossing.txt"
