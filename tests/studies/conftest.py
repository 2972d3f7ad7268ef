"""Fixtures for studies."""

from __future__ import annotations

from pathlib import Path

import dna_reference
import pytest

from discourse.model.statements import Statements


@pytest.fixture(scope="module")
def sample(shared: Path) -> Statements:
    """The sample of Discourse Network Analyzer, as its own export lists it."""
    return dna_reference.sample(shared)
