"""Running a command: its exit code, and one sentence for whatever a user can mend."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from pplint.cli.group import pplint


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    if sys.stdout is None or sys.stderr is None:
        return _run_without_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe on Windows is cp1252, and names in a repository are whatever they are.
            stream.reconfigure(errors="backslashreplace")
    from pplint.errors import UsageError
    from pplint.terminal import command_name

    name = command_name()
    if f"_{name.upper().replace('-', '_')}_COMPLETE" in os.environ:
        from pplint.cli.shells import register

        register()
    try:
        code = pplint.main(args=list(arguments), prog_name=name, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.NoSuchOption as error:
        from pplint.cli.habits import hint

        known = hint(error.option_name, error.ctx.command if error.ctx is not None else None)
        return _fail(
            f"No such option '{error.option_name}'{known}" if known else error.format_message().rstrip(".")
        )
    except click.ClickException as error:
        return _fail(error.format_message().rstrip("."))
    except UsageError as error:
        return _fail(str(error))
    except click.exceptions.Exit as error:
        return error.exit_code
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        if sys.flags.dev_mode:
            raise
        return _fail(
            f"{error.strerror or type(error).__name__}{f': {error.filename!r}' if error.filename else ''}"
        )
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        return _fail_internally(error)


def _run_without_streams() -> int:
    """Standard output or error was closed before pplint began: no one would see the results."""
    if sys.stderr is not None:
        sys.stderr.write("pplint: error: standard output is closed\n")
    return 2


def _fail_internally(error: Exception) -> int:
    # The error's own text may quote what was read, a secret included; its type and place are enough to find it.
    trace, place = error.__traceback__, "?"
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename.replace(os.sep, "/")
        if "/pplint/" in path or "/rules/" in path:
            place = f"{'/'.join(path.split('/')[-2:])}:{trace.tb_lineno}"
        trace = trace.tb_next
    click.echo(
        f"pplint: internal error: {type(error).__name__} at {place}; please report it (python -X dev shows more)",
        err=True,
    )
    return 2


def _fail(sentence: str) -> int:
    from pplint.text import sanitise

    click.echo(f"pplint: error: {sanitise(sentence, 0)}", err=True)
    return 2
