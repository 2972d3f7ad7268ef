"""Fixtures for all tests: reference data beside the checkout, and deterministic property tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DISCOURSE_SHARED", ROOT.parent / "shared"))

settings.register_profile(
    "discourse",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("discourse")


@pytest.fixture(scope="session", autouse=True)
def _whole_gate() -> Iterator[None]:
    """Every corpus that readers make without the gate's whole search goes through it here, and comes out the same."""
    import pandas as pd

    from discourse.model.corpus import Corpus

    made = Corpus.__dict__["of_linked"]

    def both(cls: type[Corpus], *tables: Any) -> Corpus:
        found = made.__func__(cls, *tables)
        searched = cls(*tables)
        for name in ("documents", "comments", "audit"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(searched, name))
        return found

    Corpus.of_linked = classmethod(both)  # type: ignore[method-assign, assignment]
    yield
    Corpus.of_linked = made  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _few_draws() -> Iterator[None]:
    """A run draws 200 times and 40 random networks; in the many runs of the tests 12 and 5 show the same."""
    from discourse.pipeline import sure

    draws, question = sure.draws, sure.Question

    def fewer(name: str, data: Any, scores: Any, options: dict[str, Any]) -> Any:
        return question(name, data, scores, {**options, "nulls": min(options.get("nulls", 0), 5)})

    sure.draws = lambda times, ties=0: min(draws(times, ties), 12)
    sure.Question = fewer  # type: ignore[assignment, misc]
    yield
    sure.draws, sure.Question = draws, question  # type: ignore[misc]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data that lies beside the checkout; it is not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the reference data (../shared) is not here")
    return SHARED
