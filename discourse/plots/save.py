"""Saves a figure: whole or not at all, the same bytes twice, in a publisher's size if asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from discourse.errors import OptionError, did_you_mean
from discourse.files import write_bytes
from discourse.plots.presets import Preset, preset_of
from discourse.plots.style import TICK

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("pdf", "png", "svg", "tiff")
_SUFFIXES = {".pdf": "pdf", ".png": "png", ".svg": "svg", ".tiff": "tiff", ".tif": "tiff"}
_MM = 25.4
#: The only place where matplotlib's settings are changed, and only while a file is written.
_SETTINGS: Any = {
    "svg.hashsalt": "discourse", "svg.fonttype": "none", "pdf.fonttype": 42, "ps.fonttype": 42,
    "pdf.use14corefonts": False, "pdf.compression": 6, "savefig.bbox": None, "savefig.transparent": False,
    "text.usetex": False, "path.simplify": True, "svg.image_inline": True,
    # Hinted text is up to 8 % wider or narrower from one resolution to the next, and the layout is made but once.
    "text.hinting": "no_hinting",
}  # fmt: skip
_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "ModDate": None},
    "svg": {"Date": None},
    "png": {"Software": None},
}


def save_figure(
    figure: Figure,
    path: str | os.PathLike[str],
    *,
    formats: Sequence[str] | str | None = None,
    preset: str | None = None,
    width: str | float | None = None,
    height: float | None = None,
    dpi: int | None = None,
) -> list[Path]:
    """Save a figure in one or several formats; the figure itself stays as it is.

    Text stays text in SVG and is embedded as TrueType in PDF. TIFF is LZW-compressed, without transparency. Nothing
    of the date or the machine goes into the file, so that the same figure gives the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Or an Axes, whose figure is then saved.
    path : path-like
        ``"fig1.pdf"``, or ``"fig1"`` with ``formats``.
    formats : sequence of str, optional
        ``"pdf"``, ``"svg"``, ``"png"``, ``"tiff"``; by default what the path ends in.
    preset : {"nature", "plos", "elsevier", "springer", "default"}, optional
        A publisher's rules: widths, greatest height, sizes of text, resolution. Dated in
        :data:`discourse.plots.presets.PRESETS`.
    width : {"single", "double"} or float, optional
        One or two columns, or millimetres. By default one column with a preset, else as the figure is.
    height : float, optional
        Millimetres; by default in proportion to the width, or taller where text cannot shrink as much.
    dpi : int, optional
        Of PNG and TIFF; by default the preset's.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    OptionError
        If a format, preset or size is not taken, or the size is too small for the text.
    OutputError
        If a file cannot be written; nothing is then left behind.

    Examples
    --------
    >>> import tempfile
    >>> from discourse.plots.canvas import new_axes
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [p.name for p in save_figure(new_axes().figure, Path(folder) / "fig1", formats=("pdf", "png"))]
    ['fig1.pdf', 'fig1.png']
    """
    from matplotlib import rc_context

    from discourse.plots.rescale import fresh, resized, settled

    page = _figure(figure)
    places = _places(Path(path), formats)
    rules = preset_of(preset)
    size = _size(page, rules, preset, width, height)
    if dpi is not None and (isinstance(dpi, bool) or not isinstance(dpi, int) or not 30 <= dpi <= 2400):
        raise OptionError(f"dpi must be a whole number from 30 to 2400, not {dpi!r}")
    with ExitStack() as stack:
        stack.enter_context(rc_context(_SETTINGS))
        stack.enter_context(fresh(page))
        if size is not None:
            stack.enter_context(resized(page, *size, rules))
        stack.enter_context(settled(page))
        if any(kind == "pdf" for _, kind in places):
            stack.enter_context(_plain_fonts())
        made = [_render(page, kind, dpi or rules.dpi) for _, kind in places]
    for (place, _), data in zip(places, made, strict=True):
        write_bytes(place, data)
    return [place for place, _ in places]


def _figure(given: Any) -> Figure:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    found = given.get_figure(root=True) if isinstance(given, Axes) else given
    if not isinstance(found, Figure):
        raise OptionError(f"save_figure takes a matplotlib Figure or Axes, not {type(given).__name__}")
    return found


def _places(path: Path, formats: Sequence[str] | str | None) -> list[tuple[Path, str]]:
    known = path.suffix.lower() in _SUFFIXES
    if formats is None:
        if not known:
            raise OptionError(
                f"{path.name!r} does not say which format: end it in .pdf, .svg, .png or .tiff, or give formats"
            )
        return [(path, _SUFFIXES[path.suffix.lower()])]
    wanted = [formats] if isinstance(formats, str) else list(formats)
    if not wanted:
        raise OptionError(f"formats is empty; give one or more of {', '.join(FORMATS)}")
    out = []
    for name in dict.fromkeys(wanted):
        kind = _SUFFIXES.get(f".{str(name).lower().lstrip('.')}")
        if kind is None:
            raise OptionError(f"{name!r} is not one of the formats.{did_you_mean(str(name), FORMATS)}")
        stem = path.with_suffix("") if known else path
        out.append((stem.with_name(f"{stem.name}.{str(name).lower().lstrip('.')}"), kind))
    return out


def _size(
    figure: Figure, rules: Preset, preset: str | None, width: str | float | None, height: float | None
) -> tuple[float, float] | None:
    """Return the size wanted in inches, or None for the figure's own."""
    if preset is None and width is None and height is None:
        return None
    now = figure.get_size_inches()
    named = preset or "the default preset"
    if width is None:
        width = "single" if preset is not None else float(now[0]) * _MM
    if isinstance(width, str):
        widths = {"single": rules.single, "double": rules.double}
        if width not in widths:
            raise OptionError(
                f"width must be 'single', 'double' or millimetres, not {width!r}.{did_you_mean(width, widths)}"
            )
        wide = widths[width]
    else:
        wide = _millimetres("width", width)
        if preset is not None and not rules.narrowest <= wide <= rules.double:
            raise OptionError(
                f"{named} takes widths from {rules.narrowest:g} to {rules.double:g} mm, not {wide:g} mm"
            )
    part = wide / _MM / float(now[0])
    high = float(now[1]) * _MM * part
    if height is not None:
        high = _millimetres("height", height)
    elif part < 1 and all(ax.get_aspect() == "auto" for ax in figure.axes):
        # Text shrinks less than the page, so a narrow figure must be taller in proportion.
        text = float(min(max(TICK * part, rules.text[0]), rules.text[1])) / TICK
        high = max(high, min(float(now[1]) * _MM * min(1.15 * text, 1.15), rules.tallest, 1.6 * wide))
    # A ratio may miss the limit by a rounding error.
    if preset is not None and high > rules.tallest + 1e-6:
        raise OptionError(
            f"{named} takes heights up to {rules.tallest:g} mm, and this figure would be {high:.1f} mm high: "
            f"give a height, or draw it less tall"
        )
    return wide / _MM, high / _MM


def _millimetres(what: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 10 <= value <= 1200:
        raise OptionError(f"{what} must be from 10 to 1200 millimetres, not {value!r}")
    return float(value)


@contextmanager
def _plain_fonts() -> Iterator[None]:
    """Embed fonts without their layout tables: PDF uses none of them, and to cut them down takes most of the time."""
    from fontTools.subset import Options

    kept = getattr(Options, "_drop_tables_default", None)
    if kept is None:
        yield
        return
    Options._drop_tables_default = [*kept, "GSUB", "GPOS", "GDEF"]
    try:
        yield
    finally:
        Options._drop_tables_default = kept


def _render(figure: Figure, kind: str, dpi: int) -> bytes:
    out = BytesIO()
    plain: dict[str, Any] = {"dpi": dpi, "facecolor": "white", "edgecolor": "none", "bbox_inches": None}
    if kind != "tiff":
        figure.savefig(out, format=kind, metadata=_METADATA[kind], **plain)
        return out.getvalue()
    from PIL import Image

    figure.savefig(out, format="png", **plain)
    out.seek(0)
    flat, data = Image.open(out).convert("RGB"), BytesIO()
    flat.save(data, format="TIFF", compression="tiff_lzw", dpi=(dpi, dpi))
    return data.getvalue()
