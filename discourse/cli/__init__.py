"""The command line: options in, one or two library calls, text or files out.

One short file per command; none is imported before it is asked for, so that ``discourse --help`` is quick. Messages
go to standard error. Exit codes: 0 when it worked, 2 for what the user can mend (and for an interruption), 1 for a
fault of ours.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Any

import click

from discourse import __version__
from discourse.errors import DiscourseError, did_you_mean

#: name → one line of help; the command is ``command`` in the module of that name.
COMMANDS = {
    "report": "From a pasted thread to a report: read, code, cluster, score, plot.",
    "read": "Read a file of comments into a table that can be edited by hand.",
    "code": "Find the actors and narratives of a codebook in every comment.",
    "network": "Make a network of coded statements.",
    "study": "Carry out a study of statements: polarization, backbone, ideal points, …",
    "cluster": "Put the nodes of a network into groups.",
    "score": "Score the nodes of a network, or the network as a whole.",
    "backbone": "Keep the ties of a network that are more than chance.",
    "robustness": "Say how sure scores are: beside chance, under other samples and options.",
    "figure": "Draw one figure of a saved analysis for print.",
    "codebook": "Check, list and show codebooks.",
    "methods": "List every reader, coder, projection, study, clusterer, score, layout, plot and writer.",
}


class Commands(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"discourse.cli.{cmd_name}").command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find a command, and suggest one where there is none."""
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            ctx.fail(f"there is no command {name!r}.{did_you_mean(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: discourse report thread.txt --codebook syria-conflict --out report/",
)
@click.version_option(__version__, prog_name="discourse")
def cli() -> None:
    """Discourse networks from comment threads: who says what about whom, with what stance."""


_INTERRUPTED = "interrupted; no output was written, and what stood at its place is still there"


def main() -> None:
    """Run the command line; the entry point of ``discourse``."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except DiscourseError as error:
        _say(str(error))
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        _say(_INTERRUPTED)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MemoryError:
        _say("this machine has too little memory for this input; split the input, or use a larger machine")
        sys.exit(2)
    except Exception as error:  # the last resort, so that nobody is shown a traceback unasked
        if type(error).__module__.partition(".")[0] in (
            "duckdb",
            "_duckdb",
            "builtins",
        ) and "nterrupted" in str(error):
            _say(_INTERRUPTED)
            sys.exit(2)
        if os.environ.get("DISCOURSE_DEBUG"):
            raise
        _say(
            f"a fault in discourse itself ({type(error).__name__}: {error}); no output was written. "
            "Set DISCOURSE_DEBUG=1 to see where, and please report it with the command"
        )
        sys.exit(1)


def _stop(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _say(message: str) -> None:
    click.echo(f"discourse: {message}", err=True)
