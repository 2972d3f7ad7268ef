"""A second process that draws half of the figures, since drawing takes most of the time of a report.

It is started before the input is read, so that it is ready when the figures are due. It opens the analysis that the
report has just saved, and draws the figures named into the report's folder. Whatever it does not draw, for whatever
reason, the report draws itself: the files are the same.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any


class Worker:
    """The process, as seen from the report.

    Examples
    --------
    >>> with Worker() as worker:
    ...     worker.ask("no such folder", ".", ["discourse"])
    ...     worker.answer()
    {}
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Worker:
        if (os.cpu_count() or 1) > 1:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", "from discourse.report.worker import main; main()"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    encoding="utf-8",
                )
            except OSError:
                self._process = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    @property
    def ready(self) -> bool:
        """Whether there is a process to ask."""
        return self._process is not None and self._process.poll() is None

    def ask(self, analysis: str | os.PathLike[str], place: str | os.PathLike[str], names: list[str]) -> None:
        """Ask for figures of a saved analysis to be drawn into a folder."""
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(json.dumps([str(analysis), str(place), names]) + "\n")
            self._process.stdin.flush()
        except OSError:
            self._process = None

    def answer(self) -> dict[str, Any]:
        """Wait, and return width and height in CSS pixels of every figure that was drawn."""
        if self._process is None or self._process.stdout is None:
            return {}
        line = self._process.stdout.readline()
        return json.loads(line) if line else {}


def main() -> None:
    """Draw what is asked for on standard input, line by line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the report's process decides
    from discourse.model.analysis import open_analysis
    from discourse.report.figures import draw_named

    for line in sys.stdin:
        folder, place, names = json.loads(line)
        drawn: dict[str, Any] = {}
        try:
            drawn = draw_named(open_analysis(folder), Path(place), names)
        finally:
            sys.stdout.write(json.dumps(drawn) + "\n")
            sys.stdout.flush()
