"""Work shared with a second process: random networks and bootstraps, then figures."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import active_children, get_context
from threading import Thread
from typing import Any

#: A call: a function that can be imported by its name, and what it is given.
Call = tuple[Callable[..., Any], Mapping[str, Any]]


@contextmanager
def second_process(load: Sequence[str] = ()) -> Iterator[Executor | None]:
    """Give an executor with one process of its own; None where there is one core only, or none can be started.

    Parameters
    ----------
    load : sequence of str
        Modules that the process imports at once, while there is nothing to do yet.

    Yields
    ------
    concurrent.futures.Executor or None
        At the end of the block the process is ended, whatever it is at.
    """
    others = set(active_children())
    try:
        if (os.cpu_count() or 1) < 2:
            raise OSError
        pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (tuple(load),))
        pool.submit(int)  # starts the process
    except OSError:
        yield None
        return
    try:
        yield pool
    finally:
        own = set(active_children()) - others
        pool.shutdown(wait=False, cancel_futures=True)
        for process in own:
            process.kill()


def _begin(load: tuple[str, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first process tells that the work was interrupted
    for name in load:
        import_module(name)


class Shared:
    """Calls that two processes divide among themselves: the executor takes them from the front, we from the back.

    What the executor cannot do, or fails at, is done here. Each call brings its own seed, so it does not matter who
    makes it.

    Parameters
    ----------
    calls : mapping of str to (callable, mapping)
        By name; the executor begins with the first at once.
    executor : concurrent.futures.Executor, optional
        Without it all is done here, when it is asked for.

    Examples
    --------
    >>> Shared({"most": (max, {"default": 3}), "none": (dict, {})}).results(lambda name: len(name))
    {'most': 4, 'none': 4}
    """

    def __init__(self, calls: Mapping[str, Call], executor: Executor | None = None) -> None:
        self._left = deque(calls.items())
        self._found: dict[str, Any] = {}
        self._names = list(calls)
        self._thread = None
        if executor is not None and calls:
            self._thread = Thread(target=self._feed, args=(executor,), daemon=True)
            self._thread.start()

    def results(self, here: Callable[[str], Any] | None = None) -> dict[str, Any]:
        """Return what the calls give, by name, in the order in which they were given.

        Parameters
        ----------
        here : callable, optional
            What to do here in place of a call, by its name; it must give the same.

        Raises
        ------
        Exception
            What a call raises.
        """
        while self._left:
            try:
                name, (function, options) = self._left.pop()
            except IndexError:  # the other process took the last one meanwhile
                break
            self._found[name] = function(**options) if here is None else here(name)
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            return self.results(here)  # what was given back
        return {name: self._found[name] for name in self._names}

    def _feed(self, executor: Executor) -> None:
        """Hand one call after the other to the executor; give back the first one that it does not do."""
        while self._left:
            try:
                name, (function, options) = self._left.popleft()
            except IndexError:
                return
            try:
                answer = executor.submit(function, **options)
                failed = answer.exception() is not None
            except (RuntimeError, CancelledError):  # the process is gone
                failed = True
            if failed:  # the error is met again, and told, when the call is made here
                self._left.append((name, (function, options)))
                return
            self._found[name] = answer.result()
