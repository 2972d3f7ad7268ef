"""Work is divided between two processes, and comes out the same whoever does it."""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from discourse.pipeline.sharing import Shared, second_process


class Here(ThreadPoolExecutor):
    """An executor that counts, and perhaps fails."""

    def __init__(self, fails_from: int = 99) -> None:
        super().__init__(1)
        self.asked, self.fails_from = [], fails_from

    def submit(self, function, /, *args, **options):  # type: ignore[no-untyped-def, override]
        self.asked.append(options)
        if len(self.asked) > self.fails_from:
            raise RuntimeError("the process is gone")
        return super().submit(function, *args, **options)


def power(base: int, times: int = 2) -> int:
    return base**times


def calls(n: int = 6):  # type: ignore[no-untyped-def]
    return {str(i): (power, {"base": i}) for i in range(n)}


def test_results_come_in_order_with_and_without_an_executor() -> None:
    wanted = {str(i): i * i for i in range(6)}
    alone = Shared(calls()).results()
    assert alone == wanted
    assert list(alone) == list(wanted)
    with Here() as pool:
        found = Shared(calls(), pool).results()
    assert found == wanted
    assert list(found) == list(wanted)
    assert Shared({}).results() == {}


def test_the_executor_takes_from_the_front_and_we_from_the_back() -> None:
    begun, go = Event(), Event()

    def slow(base: int) -> str:
        begun.set()
        assert go.wait(20)
        return "there"

    with Here() as pool:
        shared = Shared({"a": (slow, {"base": 0}), **calls(3)}, pool)
        assert begun.wait(20)
        ours = []

        def here(name: str) -> str:
            ours.append(name)
            if name == "0":
                go.set()
            return "here"

        found = shared.results(here)
    assert ours == ["2", "1", "0"]
    assert found == {"a": "there", "0": "here", "1": "here", "2": "here"}


def test_what_an_executor_fails_at_is_done_here() -> None:
    with Here(fails_from=2) as pool:
        assert Shared(calls(), pool).results() == Shared(calls()).results()


def test_an_error_is_raised_here() -> None:
    with Here() as pool, pytest.raises(TypeError):
        Shared({"wrong": (power, {"base": "text"})}, pool).results()


def ended(process: Any) -> bool:
    """Whether a process ends, told late where another thread waits for it too."""
    for _ in range(600):
        process.join(0.05)
        if not process.is_alive():
            return True
    return False


def test_a_process_of_its_own() -> None:
    with second_process(["math"]) as pool:
        if (os.cpu_count() or 1) < 2:
            assert pool is None
            return
        assert isinstance(pool, ProcessPoolExecutor)
        answer: Future[int] = pool.submit(os.getpid)
        assert answer.result(60) != os.getpid()
        (process,) = pool._processes.values()
    assert ended(process)


def test_the_process_ends_with_the_block_whatever_it_is_at() -> None:
    import time

    with second_process() as pool:
        if pool is None:
            return
        pool.submit(time.sleep, 600)
        (process,) = pool._processes.values()
    assert ended(process)
