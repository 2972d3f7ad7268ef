"""The whole way, from a configuration to an Analysis. The ``report`` command does this and no more."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from discourse import studies, verbs
from discourse.errors import InputError, NotComputable, OptionError
from discourse.model.analysis import Analysis
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.robustness import robustness_study
from discourse.model.roles import Roles, corpus_of, find_roles, plural, with_stance
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.model.windows import fitting_width
from discourse.pipeline import sure
from discourse.pipeline.config import Config
from discourse.pipeline.manifest import manifest
from discourse.pipeline.sharing import Call, Shared
from discourse.registry import defaults


def run(
    config: Config | str | os.PathLike[str] | Mapping[str, Any],
    *,
    progress: Callable[[str], None] | None = None,
    executor: Executor | None = None,
) -> Analysis:
    """Read, code, project, cluster, lay out and score.

    Parameters
    ----------
    config : Config, mapping or path-like
        Or the path of a TOML file.
    progress : callable, optional
        Called with the name of each step as it starts.
    executor : concurrent.futures.Executor, optional
        Does some of the work, such as a process pool of ``concurrent.futures``; the results are the same.

    Returns
    -------
    Analysis
        What could not be computed, and why, is in its ``notes``.

    Raises
    ------
    DiscourseError
        If an input or the codebook cannot be used, or no code is found anywhere.
    """
    if not isinstance(config, Config):
        config = Config.make(config) if isinstance(config, Mapping) else Config.load(config)
    tell = progress or (lambda step: None)
    tell("codebook")
    book = Codebook.load(config.codebook) if config.codebook else None
    tell("reading")
    corpus = verbs.read(*config.inputs, format=config.format, strict=config.strict, **config.read)
    if isinstance(corpus, Statements):
        return _coded(corpus, config, tell, executor)
    if not isinstance(corpus, Corpus):
        raise InputError(
            f"{config.inputs[0]} holds {type(corpus).__name__}, neither comments nor statements; name a file with "
            "comments"
        )
    if book is None:
        raise OptionError(
            "'codebook' is missing; it says what to look for. discourse codebook list shows those that are shipped"
        )
    if config.pseudonyms:
        corpus = verbs.pseudonymise(corpus, config.pseudonyms if isinstance(config.pseudonyms, str) else None)
    tell("coding")
    statements = verbs.code(corpus, book, config.coder, **config.code)
    _check_coded(statements, book, config)
    return _Run(corpus, book, statements, config, tell, COMMENT_ROLES, executor).analysis()


def _coded(
    statements: Statements, config: Config, tell: Callable[[str], None], executor: Executor | None
) -> Analysis:
    """Analyse statements that were coded elsewhere."""
    if config.pseudonyms:
        raise OptionError(
            f"{config.inputs[0]} holds coded statements, without comments whose names could be replaced; leave "
            "pseudonyms out"
        )
    if not len(statements):
        raise InputError(f"{config.inputs[0]} holds no statements{_elsewhere(statements, config)}")
    roles = find_roles(statements, config.rows, config.cols, config.qualifier)
    source = {"file": Path(config.inputs[0]).name, "format": str(statements.made.get("method", "statements"))}
    source |= _fingerprint(config.inputs[0])
    coded = with_stance(statements.resolved(), roles.qualifier)
    return _Run(corpus_of(coded, source), None, coded, config, tell, roles, executor).analysis()


def _elsewhere(statements: Statements, config: Config) -> str:
    found = statements.made.get("dna", {})
    other = (
        {k: n for k, n in dict(found.get("other_types", {})).items() if n}
        if isinstance(found, Mapping)
        else {}
    )
    if not other:
        return ""
    told = ", ".join(f"{name} ({n})" for name, n in other.items())
    kind = config.read.get("statement_type") or found.get("type") or "asked for"
    return f" of the type {kind!r}; other types have some: {told}"


def _fingerprint(path: str) -> dict[str, Any]:
    place = Path(path)
    if not place.is_file():
        return {}
    with place.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": place.stat().st_size}


def _check_coded(statements: Statements, book: Codebook, config: Config) -> None:
    if not len(statements):
        names = ", ".join(Path(i).name for i in config.inputs)
        raise InputError(
            f"{names}: no actor and no narrative of the codebook {book.id!r} is found in any comment; "
            f"use a codebook for this subject, or add the words that these comments use"
        )


#: What automatic coding of comments fills.
COMMENT_ROLES = Roles("commenter", "narrative", "stance", ("actor",))
#: Studies that cut the statements into windows by default, and options that are kept where they are not given.
_OVER_TIME = ("polarization", "phases")
_ALWAYS = ("format", "codebook")

#: The networks that are put in groups and scored.
_SCORED = ("discourse", "coalitions", "replies")

#: The studies of statements coded by hand that are made unless others are asked for.
BY_DEFAULT = ("barplot", "backbone", "polarization", "phases", "multiclust", "ideal_points")


class _Run:
    """Collects what can be computed, and the reasons for what cannot."""

    def __init__(
        self,
        corpus: Corpus,
        book: Codebook | None,
        statements: Statements,
        config: Config,
        tell: Callable[[str], None],
        roles: Roles,
        executor: Executor | None = None,
    ) -> None:
        self.corpus, self.book, self.statements, self.config, self.tell = (
            corpus,
            book,
            statements,
            config,
            tell,
        )
        self.executor = executor
        self.roles, self.by_hand = roles, roles is not COMMENT_ROLES
        self.studies: dict[str, Study] = {}
        self.notes: list[tuple[str, str]] = []
        self.networks: dict[str, Network] = {}
        self.partitions: dict[str, Any] = {}
        self.positions: dict[str, Any] = {}
        self.scores: dict[str, Any] = {}

    @contextmanager
    def attempt(self, what: str, *, unasked: bool = False) -> Iterator[None]:
        """Note why something cannot be computed, and go on; also why it does not suit, if nobody asked for it."""
        try:
            yield
        except NotComputable as error:
            self.notes.append((what, str(error)))
        except OptionError as error:
            if not unasked:
                raise
            self.notes.append((what, str(error)))

    def analysis(self) -> Analysis:
        self.tell("projecting")
        self._project()
        self.tell("clustering")
        for name in _SCORED:
            if name in self.networks:
                self._cluster(name)
        self.tell("scoring")
        known = self._score_wholes()
        self._score_codes()
        shared = Shared(self._questions(known), self.executor)
        self._score_nodes()
        self.tell("laying out")
        self._lay_out()
        self.tell("studies")
        self._study()
        self.tell("how sure")
        self._sure(shared)
        config = asdict(self.config)
        config["inputs"] = [Path(i).name for i in self.config.inputs]
        if isinstance(self.config.pseudonyms, str):
            config["pseudonyms"] = "by a key"
        config["codebook"] = self.book.id if self.book is not None else None
        if self.by_hand:
            config |= {"rows": self.roles.rows, "cols": self.roles.cols, "qualifier": self.roles.qualifier}
            config["others"] = list(self.roles.others)
        config = {k: v for k, v in config.items() if v is not None or k in _ALWAYS}
        return Analysis(
            self.corpus, self.book, self.statements, self.networks, self.partitions, self.positions, self.scores,
            tuple(self.notes), config, manifest(self.corpus, self.book, self.statements, config), self.studies,
        )  # fmt: skip

    def _study(self) -> None:
        wanted = self.config.studies
        unasked = wanted is None
        if wanted is None:
            wanted = BY_DEFAULT if self.by_hand else ()
        width = self.config.width
        for name in wanted:
            with self.attempt(f"the study “{name}”", unasked=unasked):
                known = defaults(studies.TABLE.load(name))
                roles = self.roles
                options: dict[str, Any] = {
                    "rows": roles.rows,
                    "cols": roles.cols,
                    "qualifier": roles.qualifier,
                }
                options |= {"variable": roles.cols, "seed": self.config.seed}
                if "width" in known and (name in _OVER_TIME or width):
                    options["width"] = width or fitting_width(self.statements.times)
                options = {k: v for k, v in options.items() if k in known}
                found = verbs.study(self.statements, name, **options)
                if name == "polarization" and width is None and not found.table["value"].notna().any():
                    found = verbs.study(self.statements, name, **(options | {"width": None}))
                self.studies[name] = found

    def _project(self) -> None:
        st, roles = self.statements, self.roles
        who = {"speaker": roles.rows, "codes": (*roles.others, roles.cols)} if self.by_hand else {}
        what = {"rows": roles.rows, "cols": roles.cols} if self.by_hand else {}
        with self.attempt("the discourse graph"):
            self.networks["discourse"] = verbs.project(st, "discourse", **who)
        with self.attempt("the coalition network"):
            how = {"qualifier": roles.qualifier, "duplicates": "document"} if self.by_hand else {}
            network = verbs.project(st, self.config.coalitions, **what, **(how | self.config.project))
            if not network.size:
                raise NotComputable(
                    f"among the {network.order} {plural(roles.rows)} who push a {roles.cols} no two are tied by one, "
                    "so there are no coalitions to find"
                )
            self.networks["coalitions"] = network
        with self.attempt(f"the profile of {plural(roles.rows)} by {plural(roles.cols)}"):
            self.networks["profile"] = verbs.project(st, "two_mode", aggregation="ignore", **what)
        if self.by_hand:
            return
        with self.attempt("the reply network"):
            if not self.corpus.comments["parent_id"].notna().any():
                raise NotComputable("the input tells of no comment which other it answers")
            self.networks["replies"] = verbs.project(self.corpus, "replies", isolates=False)

    def _cluster(self, name: str) -> None:
        from discourse import clusterers

        network = self.networks[name]
        options = dict(self.config.cluster)
        if "seed" in defaults(clusterers.TABLE.load(self.config.clusterer)):
            options.setdefault("seed", self.config.seed)
        with self.attempt(f"groups of the {name} network"):
            if not network.size:
                raise NotComputable("it has no ties")
            self.partitions[name] = verbs.cluster(network, self.config.clusterer, **options)

    def _lay_out(self) -> None:
        from discourse import layouts

        seeded = "seed" in defaults(layouts.TABLE.load(self.config.layout))
        options = {"seed": self.config.seed} if seeded else {}
        for name in _SCORED:
            if name in self.networks:
                with self.attempt(f"a layout of the {name} network"):
                    self.positions[name] = verbs.layout(self.networks[name], self.config.layout, **options)
        for name, method in (("discourse", "columns"), ("profile", "seriation")):
            if name in self.networks:
                with self.attempt(f"the {method} layout of the {name} network"):
                    self.positions[f"{name}:{method}"] = verbs.layout(self.networks[name], method)

    def _score_codes(self) -> None:
        roles = self.roles
        codes = [("narratives", roles.cols)]
        codes += [(f"codes:{n}", n) for n in roles.others] if self.by_hand else [("actors", "actor")]
        who: dict[str, Any] = {"speaker": roles.rows} if self.by_hand else {}
        for name, variable in codes:
            method = "actors" if name == "actors" else "narratives"
            what: dict[str, Any] = {"variable": variable} if self.by_hand else {}
            with self.attempt(f"scores of {plural(variable)}"):
                self.scores[name] = verbs.score(self.statements, method, **what, **who)
            if name.startswith("codes:"):
                continue
            with self.attempt(f"the course of {plural(variable)} over time"):
                title = "frequency" if name == "narratives" else "frequency:actor"
                self.scores[title] = verbs.score(self.statements, "frequency", variable=variable)

    def _score_nodes(self) -> None:
        for name in _SCORED:
            if name not in self.networks:
                continue
            for method in ("degree", "betweenness", "closeness", "eigenvector"):
                with self.attempt(f"{method} of the {name} network"):
                    self.scores[f"{name}:{method}"] = verbs.score(self.networks[name], method)

    def _score_wholes(self) -> dict[str, list[str]]:
        """Score whole networks and their groups; return which scores each has."""
        known: dict[str, list[str]] = {}
        for name in _SCORED:
            network, partition = self.networks.get(name), self.partitions.get(name)
            if network is None:
                continue
            for method in ("density", "components"):
                with self.attempt(f"{method} of the {name} network"):
                    self.scores[f"{name}:{method}"] = verbs.score(network, method)
                    known.setdefault(name, []).append(method)
            for method in ("modularity", "ei") if partition is not None else ():
                with self.attempt(f"{method} of the groups of the {name} network"):
                    self.scores[f"{name}:{method}"] = verbs.score(network, method, partition=partition)
                    known.setdefault(name, []).append(method)
        return known

    def _questions(self, known: dict[str, list[str]]) -> dict[str, Call]:
        """Return what is asked about how sure the scores are."""
        config, roles = self.config, self.roles
        if not (config.draws or config.nulls):
            return {}
        by = sure.units(self.statements, roles.rows)
        calls: dict[str, Call] = {}
        for name, scores in known.items():
            network, partition = self.networks[name], self.partitions.get(name)
            if not network.size:
                continue
            made = network.made
            way: dict[str, Any] | None = {"method": made["method"], **made.get("parameters", {})}
            data: Any = self.statements
            options: dict[str, Any] = {"by": by}
            if name == "replies":
                data, way, options = network, None, {}
            options |= {
                "project": way,
                "seed": config.seed,
                "nulls": config.nulls,
                "over": None,
                "cluster": None,
            }
            options["times"] = sure.draws(config.draws, network.size)
            if partition is not None:
                divided = {k: v for k, v in partition.made.parameters.items() if k != "seed"}
                options["cluster"] = {"method": partition.made.method, **divided}
                if way is not None and options["times"]:
                    options["over"] = "usual"
            asked = sure.Question(name, data, sure.scores_of(network, scores), options)
            calls[name] = (sure.answer, {"question": asked})
        wanted = [
            {"method": found.made.method, **found.made.parameters, "column": "stance"}
            for name, found in self.scores.items()
            if found.level == "code" and "stance" in found.table and found.table["stance"].notna().any()
        ]
        if wanted and config.draws:
            how = {"by": by, "times": sure.draws(config.draws), "seed": config.seed}
            calls["statements"] = (sure.codes, {"data": self.statements, "scores": wanted, "options": how})
        return calls

    def _sure(self, shared: Shared) -> None:
        """Keep how sure the scores are."""
        kept = []
        for name, answer in shared.results().items():
            self.notes += answer.notes
            if answer.found is None:
                continue
            kept.append(answer.found)
            self.scores |= {
                f"{name}:{method}": found
                for method, found in answer.found.scores.items()
                if f"{name}:{method}" in self.scores
            }
        if kept:
            self.studies["robustness"] = robustness_study(kept)
