"""Running a command: its exit code, and one sentence for whatever a user can fix."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from pplint.typed import Any, TextIO


def run(arguments: Sequence[str], before_others: Callable[[], None] | None = None) -> int:
    """Run a command and return its exit code; before one other than a plain check, call ``before_others``."""
    if sys.stdout is None or sys.stderr is None:
        return _run_without_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe on Windows is cp1252, and names in a repository are whatever they are.
            stream.reconfigure(errors="backslashreplace")
    from pplint.errors import UsageError

    try:
        code = _call(arguments, before_others)
        # A server closes it when the client has gone.
        if not sys.stdout.closed:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except KeyboardInterrupt:
        return 130
    except UsageError as error:
        return _fail(str(error))
    except BrokenPipeError:
        # The reader has seen enough.
        _let_go(sys.stdout)
        _let_go(sys.stderr)
        return 141
    except OSError as error:
        if sys.flags.dev_mode:
            raise
        if isinstance(error, FileNotFoundError) and not error.filename:
            return _fail("the current folder no longer exists; change to another one")
        words = error.strerror or type(error).__name__
        # Files that cannot be written are told with their names; without one it is what is printed.
        return _fail(
            f"{words}: {error.filename!r}" if error.filename else f"the output cannot be written: {words}"
        )
    except Exception as error:
        code = _code_of_click(error) if "click" in sys.modules else None
        if code is not None:
            return code
        if sys.flags.dev_mode:
            raise
        return _fail_internally(error)


def _call(arguments: Sequence[str], before_others: Callable[[], None] | None) -> Any:
    from pplint.cli.direct import read_check
    from pplint.terminal import command_name

    name = command_name()
    asks_for_completion = f"_{name.upper().replace('-', '_')}_COMPLETE" in os.environ
    plain = None if asks_for_completion else read_check(arguments)
    if plain is not None:
        from pplint.compiling import load_with_patterns

        load_with_patterns("json")
        from pplint.commands import check

        return check.run(*plain)
    if before_others is not None:
        before_others()
    if asks_for_completion:
        from pplint.cli.shells import register

        register()
    from pplint.cli.group import pplint

    try:
        return pplint.main(args=list(arguments), prog_name=name, standalone_mode=False)
    except SystemExit as end:
        # Commands return their codes. Click ends with 1 where the reader has gone, which with us means findings.
        raise BrokenPipeError from end


def _code_of_click(error: Exception) -> int | None:
    """The exit code for an exception of click, after saying what it is about; ``None`` for any other."""
    import click

    if isinstance(error, click.exceptions.Abort):
        return 130
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.NoSuchOption):
        from pplint.cli.habits import hint

        known = hint(error.option_name, error.ctx.command if error.ctx is not None else None)
        if known:
            return _fail(f"No such option '{error.option_name}'{known}")
    if isinstance(error, click.ClickException):
        return _fail(error.format_message().rstrip("."))
    return None


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
    return _say(
        f"pplint: internal error: {type(error).__name__} at {place}; please report it (python -X dev shows more)\n"
    )


def _fail(sentence: str) -> int:
    from pplint.text import sanitise

    return _say(f"pplint: error: {sanitise(sentence, 0)}\n")


def _say(text: str) -> int:
    from pplint.terminal import write

    try:
        write(text, sys.stderr)
        sys.stderr.flush()
    except OSError:
        # Where nobody can be told, the exit code still says that it went wrong.
        _let_go(sys.stderr)
    return 2


def _let_go(stream: TextIO) -> None:
    """Keep Python from complaining once more about a stream that takes nothing, when it flushes at exit."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
