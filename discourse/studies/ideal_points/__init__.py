"""Ideal points: where actors stand on a scale, or on a plane, by what they say of concepts."""

from __future__ import annotations
