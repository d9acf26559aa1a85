"""``pplint new-rule``: a rule and its page, which pass, to be changed into what they are to be."""

from __future__ import annotations

import keyword
import os
import re

import click

from pplint import registry
from pplint.commands.request import load_rules
from pplint.commands.rule_templates import ACTION, TEMPLATES
from pplint.errors import UsageError, nearest_hint
from pplint.files.writing import write_atomically
from pplint.terminal import say

RULE = '''\
"""{summary}"""

from __future__ import annotations

from collections.abc import Iterator

from pplint import {imports}


class {class_name}(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

{body}'''

PAGE = """\
# {name}

{summary}

## Why

What breaks, when, and what people then see. Say where it is documented, and what is inferred.

## Bad

{bad}
```findings
{findings}
```

## Good

{good}
## How to fix

The clicks in the maker portal, and the edit in the sources.
"""


def run(rule: str, folder: str) -> int:
    """Write ``folder/family/name.py`` and its page; a ``UsageError`` where there is one of that name already."""
    family, name = split_name(rule)
    is_builtin = os.path.realpath(folder) == os.path.realpath(registry.builtin_folder())
    if is_builtin and family not in registry.FAMILIES:
        hint = nearest_hint(family, registry.FAMILIES)
        raise UsageError(
            f"there is no family {family!r}{hint} (the families are {', '.join(registry.FAMILIES)})"
        )
    existing = load_rules()
    if name in existing or name in registry.aliases(existing):
        raise UsageError(f"there is a rule {name!r} already; see `pplint explain {name}`")
    stem = os.path.join(folder, family, name.replace("-", "_"))
    for path in (f"{stem}.py", f"{stem}.md"):
        if os.path.lexists(path):
            raise UsageError(f"{path!r} already exists and was not changed")
    class_name = "".join(part.capitalize() for part in name.split("-"))
    template = TEMPLATES.get(family, ACTION)
    given = template.imports.split(", ") if template.imports else []
    always = ["Consequence", "Problem", "Rule", "Severity", "Workspace"]
    imports = sorted({*always, *given}) + (["quote"] if "quote(" in template.body else [])
    write_atomically(
        f"{stem}.py",
        RULE.format(
            summary=template.summary, imports=", ".join(imports), class_name=class_name, body=template.body
        ),
    )
    findings = template.findings.replace("NAME", name)
    write_atomically(
        f"{stem}.md",
        PAGE.format(
            name=name, summary=template.summary, bad=template.bad, findings=findings, good=template.good
        ),
    )
    click.echo(f"{stem}.py\n{stem}.md")
    run_it = "pplint ." if is_builtin else f"pplint --rules {folder} ."
    say(f"pplint: change both to what the rule is to be; `{run_it}` runs it")
    return 0


def split_name(rule: str) -> tuple[str, str]:
    """Family and name of ``family/rule-name``; underscores count as dashes."""
    family, slash, name = rule.strip().replace("\\", "/").partition("/")
    name = name.removesuffix(".py").replace("_", "-")
    if not slash:
        raise UsageError(f"{rule!r} is not FAMILY/NAME, such as naming/flow-name-prefix")
    if not re.fullmatch(r"[a-z][a-z0-9]*", family) or keyword.iskeyword(family):
        raise UsageError(f"{family!r} cannot be a family; use lower-case letters and digits, such as naming")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 60:
        raise UsageError(
            f"{name!r} cannot be the name of a rule; use lower-case words with dashes, such as flow-name-prefix"
        )
    if name in ("all", "default") or name in registry.FAMILIES:
        raise UsageError(f"{name!r} cannot be the name of a rule: it selects several rules")
    return family, name
