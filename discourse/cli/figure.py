"""``discourse figure``."""

from __future__ import annotations

import click

from discourse.cli.common import quiet_option, say


@click.command(
    epilog="Example: discourse figure discourse report/ --preset nature --width single -o fig1.pdf"
)
@click.argument("name")
@click.argument("run", type=click.Path())
@click.option(
    "--output", "-o", required=True, type=click.Path(), help="File to write: .pdf, .svg, .png or .tiff."
)
@click.option("--preset", help="A publisher's rules: nature, plos, elsevier, springer.")
@click.option("--width", default="single", show_default=True, help="single, double, or millimetres.")
@quiet_option
def command(name: str, run: str, output: str, preset: str | None, width: str, quiet: bool) -> None:
    """Draw the figure NAME of RUN, a report folder or a saved analysis."""
    from discourse import verbs
    from discourse.model.analysis import open_analysis
    from discourse.report.figures import figure

    axes = figure(open_analysis(run), name)
    size = float(width) if width.replace(".", "", 1).isdigit() else width
    for path in verbs.save_figure(axes.figure, output, preset=preset, width=size):
        say(f"written: {path}", quiet=quiet)
