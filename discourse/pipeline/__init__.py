"""The whole way, from a configuration to an Analysis. The ``report`` command does this and no more."""

from __future__ import annotations

from discourse.pipeline.config import Config
from discourse.pipeline.manifest import manifest
from discourse.pipeline.runner import run

__all__ = ["Config", "manifest", "run"]
