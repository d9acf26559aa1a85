"""The command line: options to a request; nothing else of ours is imported before a command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from pplint import __version__

FORMATS = ("text", "concise", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown")


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    if sys.stdout is None or sys.stderr is None:
        return _run_without_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A pipe on Windows is cp1252, and names in a repository are whatever they are.
            stream.reconfigure(errors="backslashreplace")
    from pplint.errors import UsageError

    try:
        code = pplint.main(args=list(arguments), prog_name="pplint", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.NoSuchOption as error:
        known = HABITS.get(error.option_name)
        hint = f"; here it is {known}" if known else ""
        return _fail(
            f"No such option '{error.option_name}'{hint}" if hint else error.format_message().rstrip(".")
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


ALIASES = {"lint": "check"}
WORDS = {"help": "--help", "version": "--version"}
ENDINGS = {".sarif": "sarif", ".xml": "junit", ".json": "json", ".txt": "text"}
"""The format that a report file's name says."""
HABITS = {
    "--env": "--environment",
    "--format-json": "-f json",
    "--output-format": "--format",
    "--exit-code": "--fail-on",
    "--strict": "--select all",
    "--warn-only": "--exit-zero",
    "--only": "--select",
    "--disable": "--ignore",
    "--skip": "--ignore",
    "--fix": "'pplint settings sync', which corrects settings files",
}
"""Options that other tools have, and what they are called here."""


class DefaultCheck(click.Group):
    """A group whose default command is ``check``; a mistyped command gets the nearest name."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return super().get_command(context, ALIASES.get(name, name))

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(context, args)
        return ALIASES.get(name or "", name), command, rest

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in WORDS and not os.path.lexists(args[0]):
            # `pplint help settings` and `pplint version`, as other tools have them.
            args = [*args[1:], WORDS[args[0]]] if args[0] == "help" else [WORDS[args[0]]]
        if context.resilient_parsing:
            # The shell completes commands first; paths are its own business.
            return super().parse_args(context, args)
        own = {"--help", "-h", "--version"}
        if not args or (args[0] not in own and args[0] not in self.commands and args[0] not in ALIASES):
            if args and not args[0].startswith("-") and not os.path.lexists(args[0]):
                self._refuse(args[0])
            args = ["check", *args]
        return super().parse_args(context, args)

    def _refuse(self, word: str) -> None:
        from pplint.registry import nearest_hint

        hint = nearest_hint(word, self.commands) if os.sep not in word and "/" not in word else ""
        raise click.UsageError(f"{word!r} is neither a command nor an existing path{hint}")


def _complete_rules(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Names of rules and families for the shell; what stands before a comma stays."""
    from pplint import registry

    before, comma, begun = typed.rpartition(",")
    names = [*registry.FAMILIES, *registry.load()]
    return [f"{before}{comma}{name}" for name in names if name.startswith(begun.lower())]


def _split(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _outputs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    outputs = []
    for value in values:
        form, equals, file = value.partition("=")
        form = form.lower()
        if not equals:
            form, file = ENDINGS.get(os.path.splitext(value)[1].lower(), ""), value
        if form not in FORMATS or not file:
            raise click.BadParameter(
                f"{value!r} is not FORMAT=FILE, where FORMAT is one of {', '.join(FORMATS)}"
            )
        outputs.append((form, file))
    return tuple(outputs)


@click.group(cls=DefaultCheck, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version=__version__, message="pplint %(version)s")
def pplint() -> None:
    """Find what will fail or behave differently when a Power Platform solution is imported.

    \b
    pplint .                           check the repository (pplint check .)
    pplint . -f sarif                  … for code scanning
    pplint explain direct-connection   why a rule matters, and how to fix it

    \b
    Exit codes: 0 nothing at or above --fail-on (default: warning), 1 findings,
    2 a wrong command or a result that cannot be trusted, 130 interrupted.
    """


@pplint.command()
@click.argument("paths", nargs=-1, type=click.Path())
# What is shown, and where
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS, case_sensitive=False),
    default="text",
    metavar="FORMAT",
    help=f"What goes to standard output: {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    callback=_outputs,
    metavar="FORMAT=FILE",
    help="Also write a report to a file.",
)
@click.option(
    "--min-severity",
    type=click.Choice(["error", "warning", "note"]),
    metavar="SEVERITY",
    help="What text and annotations list; --fail-on is what fails.",
)
@click.option(
    "--sort", type=click.Choice(["cost", "path"]), default="cost", help="Order of text (default: cost)."
)
@click.option("--statistics", is_flag=True, help="Counts per rule instead of findings.")
@click.option("-q", "--quiet", is_flag=True, help="Only findings.")
@click.option("-v", "--verbose", is_flag=True, help="Also what was found and why.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text."
)
# Which rules
@click.option(
    "--select",
    multiple=True,
    callback=_split,
    shell_complete=_complete_rules,
    metavar="NAME|FAMILY|all",
    help="Run only these rules.",
)
@click.option(
    "--extend-select",
    multiple=True,
    callback=_split,
    shell_complete=_complete_rules,
    metavar="NAME|FAMILY",
    help="Run these too.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_split,
    shell_complete=_complete_rules,
    metavar="NAME|FAMILY",
    help="Leave these rules out.",
)
@click.option("--rules", multiple=True, metavar="DIR", help="Also rules from this folder.")
@click.option("--plugin", multiple=True, metavar="NAME", help="Also rules from this installed package.")
# What is an exit code of 1
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    metavar="SEVERITY",
    help="Exit with 1 at error, warning (the default), note or above; or never.",
)
@click.option("--exit-zero", is_flag=True, help="The same as --fail-on never.")
@click.option("--allow-empty", is_flag=True, help="Nothing to check is no error.")
# What is hidden
@click.option("--baseline", metavar="FILE", help="Hide what this baseline knows.")
@click.option(
    "--since",
    metavar="REV",
    help="Show only findings that are new since this git revision, and count the fixed.",
)
@click.option("--no-baseline", is_flag=True, help="Show what the baseline hides.")
@click.option("--no-ignores", is_flag=True, help="Show what ignores and notes hide.")
@click.option("--show-suppressed", is_flag=True, help="List what is hidden too, marked.")
@click.option(
    "--policy", metavar="FILE", help="Rules that no repository may turn off: [policy] mandatory = [...]."
)
# What is read
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--isolated", is_flag=True, help="No configuration, notes or baseline of the repository.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Do not load these files at all.")
@click.option("--force-exclude", is_flag=True, help="Exclude files that are named, too.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def check(paths: tuple[str, ...], **options: Any) -> int:
    """Lint PATHS (default: the current folder)."""
    from pplint.commands import check as command

    return command.run(paths or (".",), options)


@pplint.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--prune", is_flag=True, help="Drop entries that match nothing any more.")
@click.option(
    "--rule", "only", multiple=True, callback=_split, metavar="NAME|FAMILY", help="Record only these rules."
)
@click.option(
    "--include-secrets", is_flag=True, help="Record credentials too, which should be rotated instead."
)
@click.option("--baseline", metavar="FILE", help="The file to write.")
@click.option("--rules", multiple=True, metavar="DIR", help="Also rules from this folder.")
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def baseline(paths: tuple[str, ...], **options: Any) -> int:
    """Accept today's findings: only new ones are shown.

    Writes them to pplint-baseline.jsonl beside the configuration, else at the root of the repository.
    """
    from pplint.commands import baseline as command

    return command.run(paths or (".",), options)


@pplint.command()
@click.argument("path", default=".", type=click.Path())
@click.option("--target", metavar="NAME", help="Only this target, in any spelling.")
@click.option(
    "--fail-on",
    type=click.Choice(["stops", "left-out", "stays-off", "wrong-environment", "open", "never"]),
    default="stops",
    metavar="VERDICT",
    help="Exit with 1 at stops (the default), left-out, stays-off, wrong-environment, open or what is graver; or never.",
)
@click.option(
    "--against", metavar="DUMP", help="What the environment holds, dumped before (docs/environment.md)."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"], case_sensitive=False),
    default="text",
    help="What goes to standard output.",
)
@click.option("--allow-empty", is_flag=True, help="No target is no error.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text."
)
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def forecast(path: str, **options: Any) -> int:
    """Say what an import into each target will meet."""
    from pplint.commands import forecast as command

    return command.run((path,), options)


@pplint.command()
@click.argument("path", default=".", type=click.Path())
@click.option("-o", "--output", metavar="FILE", help="Write the document to a file.")
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def handover(path: str, **options: Any) -> int:
    """Write the document for whoever takes over the environments."""
    from pplint.commands import handover as command

    return command.run((path,), options)


@pplint.command()
@click.argument("name")
@click.argument("path", default=".", type=click.Path())
@click.option("--target", metavar="NAME", help="Only this target, in any spelling.")
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def value(name: str, path: str, **options: Any) -> int:
    """Say which value a variable, or which connection a reference, has in each target, and why."""
    from pplint.commands import value as command

    return command.run(name, path, options)


@pplint.command()
@click.argument("path", default=".", type=click.Path())
@click.option("--rules", multiple=True, metavar="DIR", help="Also rules from this folder.")
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def config(path: str, **options: Any) -> int:
    """Show the effective configuration and what was found."""
    from pplint.commands import config as command

    return command.run((path,), options)


@pplint.command()
@click.argument("names", metavar="RULE...", nargs=-1, required=True, shell_complete=_complete_rules)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"], case_sensitive=False),
    default="text",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="Also rules from this folder.")
@click.option(
    "--at", metavar="FILE:LINE", help="Say instead why RULE reports this place, or why it does not."
)
@click.option("--config", metavar="FILE", help="With --at: use this configuration.")
def explain(
    names: tuple[str, ...],
    form: str,
    color: str,
    folders: tuple[str, ...],
    at: str | None,
    config: str | None,
) -> int:
    """Show the page of each RULE: why it matters and how to fix it; of a family, its rules."""
    from pplint.commands import explain as command

    if at is not None:
        return command.run_at(names, at, {"config": config, "rules": folders})
    return command.run(names, form, color, folders)


@pplint.command()
@click.argument("names", metavar="[NAME|FAMILY]...", nargs=-1, shell_complete=_complete_rules)
@click.option(
    "-f", "--format", "form", type=click.Choice(["text", "json"], case_sensitive=False), default="text"
)
@click.option("--rules", "folders", multiple=True, metavar="DIR", help="Also rules from this folder.")
def rules(names: tuple[str, ...], form: str, folders: tuple[str, ...]) -> int:
    """List all rules, or those of the named families."""
    from pplint.commands import rules as command

    return command.run(form, names, folders)


@pplint.command()
@click.argument("place", metavar="FILE:LINE[:COLUMN]")
@click.option(
    "--reason", required=True, metavar="TEXT", help="Why it is all right; shown wherever it is hidden."
)
@click.option("--until", metavar="DATE", help="Report it again after this day, such as 2027-03-31.")
@click.option(
    "--note", is_flag=True, help="Print the note for the designer instead of writing the configuration."
)
@click.option("--config", metavar="FILE", help="Write into this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def ignore(place: str, **options: Any) -> int:
    """Ignore the finding at a place, as pplint prints it, with a reason.

    Writes an [[ignore]] into pplint.toml; it names the component and the place inside it, not the line.
    """
    from pplint.commands import ignore as command

    return command.run(place, options)


@pplint.command("new-rule")
@click.argument("rule", metavar="FAMILY/NAME")
@click.argument("folder", default="rules", type=click.Path(), metavar="[DIR]")
def new_rule(rule: str, folder: str) -> int:
    """Write a rule and its page to begin from."""
    from pplint.commands import new_rule as command

    return command.run(rule, folder)


@pplint.group(no_args_is_help=False, invoke_without_command=True)
@click.pass_context
def settings(context: click.Context) -> None:
    """Make and update deployment-settings files.

    The names come from the sources, so people fill in values and never type a name.

    \b
    pplint settings new . --environment prod -o settings/prod.json
    pplint settings sync            bring every target's file up to date
    pplint settings check           … or fail if one is not
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _settings_options(command: Callable[..., int]) -> Callable[..., int]:
    for option in reversed(
        (
            click.option(
                "--tokens", metavar="TEXT", help="Write tokens instead of empty values: '#{NAME}#'."
            ),
            click.option("--include-defaults", is_flag=True, help="Also variables that have a default."),
            click.option(
                "--newer-keys", is_flag=True, help="Also the keys that newer versions of pac write."
            ),
            click.option("--config", metavar="FILE", help="Use this configuration."),
            click.option("--root", metavar="DIR", help="Workspace and report root."),
        )
    ):
        command = option(command)
    return command


_prune = click.option("--prune", is_flag=True, help="Also remove entries that nothing defines.")
_sort = click.option("--sort", is_flag=True, help="Sort entries by name.")
_rename = click.option(
    "--rename", multiple=True, metavar="OLD=NEW", help="Give an entry a new name; its value stays."
)


@settings.command()
@click.argument("path", default=".", type=click.Path())
@click.option("--environment", metavar="NAME", help="The target that the file is for, such as prod.")
@click.option(
    "-o", "--output", metavar="FILE", help="Write to a file that does not exist yet (default: show it)."
)
@click.option("--template", is_flag=True, help="The file is a template, for no target of its own.")
@_settings_options
def new(path: str, **options: Any) -> int:
    """Make a settings file for the solutions in PATH."""
    from pplint.commands import settings as command

    return command.new(path, options)


@settings.command()
@click.argument("files", nargs=-1, type=click.Path())
@_prune
@_sort
@_rename
@click.option("--dry-run", is_flag=True, help="Only show what would change; values are dots.")
@_settings_options
def sync(files: tuple[str, ...], **options: Any) -> int:
    """Bring FILES up to date (default: every target's file); what was typed stays."""
    from pplint.commands import settings as command

    return command.sync(files, options)


@settings.command("check")
@click.argument("files", nargs=-1, type=click.Path())
@_prune
@_sort
@_rename
@_settings_options
def check_settings(files: tuple[str, ...], **options: Any) -> int:
    """Show what `sync` would change; exit with 1 if a file would change."""
    from pplint.commands import settings as command

    return command.sync(files, options, is_check=True)


@settings.command("diff")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.argument("path", default=".", type=click.Path())
@click.option("--values", is_flag=True, help="Show values too; secrets never.")
@click.option("--config", metavar="FILE", help="Use this configuration.")
@click.option("--root", metavar="DIR", help="Workspace and report root.")
def diff_settings(left: str, right: str, path: str, **options: Any) -> int:
    """Show two targets side by side: what is equal, different, or in one alone (not two states of a file)."""
    from pplint.commands import settings as command

    return command.compare_targets(left, right, path, options)
