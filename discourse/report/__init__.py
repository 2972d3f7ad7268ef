"""The report: one folder with a page that opens anywhere, the figures, the tables and the data behind them.

The package shares its name with its one verb. It can be called, so that ``discourse.report(analysis, "out")`` means
the same whether or not ``discourse.report`` was imported before.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from discourse.report.build import report

__all__ = ["report"]


class _Callable(ModuleType):
    def __call__(self, *args: Any, **options: Any) -> Path:
        """Write a report; see :func:`discourse.report.build.report`."""
        return report(*args, **options)


sys.modules[__name__].__class__ = _Callable
