"""What publishers ask of figures."""

from __future__ import annotations

from dataclasses import dataclass

from discourse.errors import OptionError, did_you_mean


@dataclass(frozen=True)
class Preset:
    """One publisher's rules.

    Attributes
    ----------
    single, double : float
        Widths of one and two columns in millimetres.
    narrowest, tallest : float
        Least width and greatest height in millimetres.
    text : tuple of float
        Least and greatest size of text in points.
    dpi : int
        Of pixel files of figures that hold lines and text.
    line : float
        Least width of lines in points.
    as_of : str
        The month in which the rules were looked up; publishers change them.
    """

    single: float
    double: float
    narrowest: float
    tallest: float
    text: tuple[float, float]
    dpi: int
    line: float
    as_of: str = "2026-11"


#: By name. Where a publisher gives no height or least width, the page's is taken, or 30 mm.
PRESETS = {
    "default": Preset(90.0, 180.0, 30.0, 240.0, (6.0, 11.0), 300, 0.3),
    "nature": Preset(89.0, 183.0, 30.0, 170.0, (5.0, 7.0), 600, 0.25),
    "plos": Preset(132.0, 190.5, 66.8, 222.3, (8.0, 12.0), 600, 0.3),
    "elsevier": Preset(90.0, 190.0, 30.0, 240.0, (7.0, 10.0), 500, 0.25),
    "springer": Preset(84.0, 174.0, 30.0, 234.0, (8.0, 12.0), 600, 0.3),
}


def preset_of(name: str | None) -> Preset:
    """Return a preset by name; None is the default.

    Raises
    ------
    OptionError
        If there is none of this name.

    Examples
    --------
    >>> preset_of("nature").single
    89.0
    >>> preset_of("natur")
    Traceback (most recent call last):
    ...
    discourse.errors.OptionError: 'natur' is not one of the presets. Did you mean 'nature'?
    """
    if name is None:
        return PRESETS["default"]
    if name not in PRESETS:
        raise OptionError(f"{name!r} is not one of the presets.{did_you_mean(str(name), PRESETS)}")
    return PRESETS[name]
