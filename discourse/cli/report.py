"""``discourse report``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.common import (
    Method,
    codebook_option,
    columns_of,
    json_option,
    key_of,
    print_json,
    progress,
    quiet_option,
    say,
)


@click.command(epilog="Example: discourse report thread.txt --codebook syria-conflict --out report/")
@click.argument("inputs", nargs=-1, type=click.Path())
@codebook_option
@click.option("--out", "-o", required=True, type=click.Path(), help="Folder for the report.")
@click.option(
    "--config", type=click.Path(), help="A TOML file with the options of the run; those given here win."
)
@click.option(
    "--format", "format_", type=Method("readers"), help="The input's format, if it is not found right."
)
@click.option("--split-uncertain", is_flag=True, help="Make what may be another's comment an unknown's.")
@click.option("--include-article", is_flag=True, help="Also code the article itself.")
@click.option("--min-confidence", type=float, help="Leave out less sure mentions (0 to 1; .5).")
@click.option("--statement-type", metavar="NAME", help="Of a .dna database: which type of statements.")
@click.option("--rows", metavar="VARIABLE", help="Of coded statements: who speaks (organization, …).")
@click.option("--cols", metavar="VARIABLE", help="Of coded statements: what is said (concept, …).")
@click.option("--qualifier", metavar="VARIABLE", help="Of coded statements: how (agreement, …).")
@click.option(
    "--studies",
    metavar="NAMES",
    help="Studies, with commas between; all or none (all for coded statements, none for comments).",
)
@click.option("--width", metavar="WIDTH", help="Of the windows of time in studies, such as 30D.")
@click.option("--coalitions", type=Method("projections"), help="Network of commenters (congruence).")
@click.option("--clusterer", type=Method("clusterers"), help="How groups are found (leiden).")
@click.option("--layout", type=Method("layouts"), help="How nodes are placed (spring).")
@click.option("--seed", type=int, help="For clustering and layout (0).")
@click.option("--nulls", type=int, help="With how many random networks scores are compared; 0 for none (40).")
@click.option("--draws", type=int, help="From how many bootstrap draws intervals are; 0 for none (200).")
@click.option("--strict", is_flag=True, help="Fail where anything is dropped while reading.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="Of a table: which column holds a field, as in text=Body.",
)
@click.option(
    "--pseudonyms",
    type=click.Path(),
    metavar="KEYFILE",
    help="Hide names by a key; the file is made if it is not there.",
)
@click.option("--numbered", is_flag=True, help="Number the commenters instead of naming them.")
@click.option("--no-quotes", is_flag=True, help="Keep no word of any comment in the report folder.")
@click.option("--title", help="Title of the report.")
@click.option("--force", is_flag=True, help="Replace the output folder.")
@quiet_option
@json_option
def command(inputs: tuple[str, ...], out: str, config: str | None, **given: Any) -> None:
    """Read INPUTS, code them, and write a report as a folder."""
    from discourse.files import check_apart, check_folder
    from discourse.pipeline import run
    from discourse.pipeline.sharing import second_process
    from discourse.report import report

    check_apart(out, keep=(*inputs, given["pseudonyms"], given["codebook"], config))
    check_folder(out, force=given["force"])
    configuration = _config(inputs, config, given)
    busy = ("discourse.verbs.robust", "discourse.report.figures")
    with second_process(busy) as executor, progress(given["quiet"] or given["as_json"], 8) as tell:
        analysis = run(configuration, progress=tell, executor=executor)
        tell("report")
        folder = report(
            analysis,
            out,
            force=given["force"],
            quotes=not given["no_quotes"],
            title=given["title"],
            executor=executor,
        )
    if given["as_json"]:
        print_json({"out": str(folder), "manifest": analysis.manifest["id"], "notes": analysis.notes})
        return
    say(_found(analysis), quiet=given["quiet"])
    for note in analysis.statements.made.get("notes", ()):
        say(f"note: {note}", quiet=given["quiet"])
    for what, why in analysis.notes:
        say(f"not computed: {what}: {why}", quiet=given["quiet"])
    say(f"written: {folder / 'report.html'}", quiet=given["quiet"])


def _config(inputs: tuple[str, ...], path: str | None, given: dict[str, Any]) -> Any:
    """Return the configuration: the file's, with what is given on the command line in its place."""
    from discourse.errors import OptionError
    from discourse.files import readable
    from discourse.pipeline import Config
    from discourse.verbs import is_coded
    from discourse.verbs.reading import is_one_file

    raw: dict[str, Any] = Config.raw(path) if path is not None else {}
    if inputs:
        raw["inputs"] = list(inputs)
    elif "inputs" not in raw:
        raise OptionError("name at least one file to read, as in: discourse report thread.txt …")
    for key, value in (
        ("codebook", given["codebook"]),
        ("format", given["format_"]),
        ("rows", given["rows"]),
        ("cols", given["cols"]),
        ("qualifier", given["qualifier"]),
        ("width", given["width"]),
        ("studies", _studies(given["studies"])),
        ("coalitions", given["coalitions"]),
        ("clusterer", given["clusterer"]),
        ("layout", given["layout"]),
        ("seed", given["seed"]),
        ("nulls", given["nulls"]),
        ("draws", given["draws"]),
        ("pseudonyms", given["pseudonyms"] or given["numbered"] or None),
        ("strict", given["strict"] or None),
    ):
        if value is not None:
            raw[key] = value
    if given["pseudonyms"]:
        key_of(given["pseudonyms"])
    if not raw.get("codebook") and is_one_file(str(raw["inputs"][0])):
        readable(raw["inputs"][0])
    if not raw.get("codebook") and not is_coded(raw["inputs"][0], raw.get("format")):
        raise OptionError(
            "name a codebook, as in --codebook syria-conflict; discourse codebook list shows them"
        )
    if given["statement_type"]:
        raw["read"] = {**raw.get("read", {}), "statement_type": given["statement_type"]}
    if given["columns"]:
        raw["read"] = {**raw.get("read", {}), "columns": columns_of(given["columns"])}
    if given["split_uncertain"]:
        raw["read"] = {**raw.get("read", {}), "split_uncertain": True}
    for key, value in (
        ("include_article", given["include_article"] or None),
        ("min_confidence", given["min_confidence"]),
    ):
        if value is not None:
            raw["code"] = {**raw.get("code", {}), key: value}
    return Config.make(raw, path or "the options")


def _found(analysis: Any) -> str:
    """Return what was analysed, in a sentence."""
    from discourse.model.roles import plural

    st = analysis.statements.table
    if analysis.codebook is None:
        names = [analysis.config[n] for n in ("rows", "cols")]
        told = " and ".join(f"{st[n].nunique()} {plural(n)}" for n in names)
        return f"{len(st)} statements in {st['document_id'].nunique()} documents: {told}"
    return (
        f"{len(analysis.corpus)} comments by {analysis.corpus.comments['author_id'].nunique()} commenters; "
        f"{st['actor'].nunique()} actors and {st['narrative'].nunique()} narratives in {len(st)} statements"
    )


def _studies(given: str | None) -> list[str] | None:
    from discourse.studies import TABLE

    if given is None:
        return None
    if given in ("all", "none"):
        return [n for n in TABLE if n != "events"] if given == "all" else []
    return [name.strip() for name in given.split(",") if name.strip()]
