"""Polarization over time: how far congruence and conflict part the actors into camps."""

from __future__ import annotations

from discourse.studies.polarization.study import polarization

__all__ = ["polarization"]
