"""The robustness page: how sure the scores of one network are, as a folder."""

from __future__ import annotations

import os
from pathlib import Path

from discourse.files import building, write_csv
from discourse.model.robustness import Robustness
from discourse.report.figures import draw_plans
from discourse.report.page import environment, option, own_files
from discourse.report.plans import sure_plans
from discourse.report.sure import sure


def report_robustness(
    found: Robustness,
    out: str | os.PathLike[str],
    *,
    force: bool = False,
    title: str | None = None,
) -> Path:
    """Write how sure results are as a folder.

    Parameters
    ----------
    found : Robustness
        From :func:`discourse.robustness`.
    out : path-like
        The folder. It holds ``robustness.html`` (one file that needs no other), ``figures/`` (each as PDF, SVG and
        PNG) and ``tables/`` (CSV).
    force : bool
        Replace a folder that is there.
    title : str, optional
        By default the name of the network.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    OutputError
        If the folder is there already, or cannot be written. Nothing is then left behind.
    """
    study = found.study
    with building(out, force=force) as place:
        (place / "figures").mkdir()
        (place / "tables").mkdir()
        figures, missing = draw_plans(
            {plan.name: plan for plan in sure_plans(study, "")}, None, place / "figures"
        )
        for name, table in study.tables.items():
            write_csv(table, place / "tables" / f"{name}.csv")
        page = (
            environment()
            .get_template("robustness.html")
            .render(
                title=title or f"How sure the scores of the {found.network} network are",
                sure=sure({"robustness": study}, figures, ""),
                missing=missing,
                parameters=[(k.replace("_", " "), option(v)) for k, v in found.made.parameters.items()],
                digest=found.made.of,
                versions=list(found.made.versions.items()),
                **own_files(),
            )
        )
        (place / "robustness.html").write_bytes(page.encode("utf-8", "replace"))
    return Path(out)
