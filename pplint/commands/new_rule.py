"""``pplint new-rule``: a rule and its page, which pass, to be changed into what they are to be."""

from __future__ import annotations

import keyword
import os
import re

import click

from pplint import registry
from pplint.commands.request import load_rules
from pplint.errors import UsageError
from pplint.files.writing import write_atomically
from pplint.terminal import say

RULE = '''\
"""An action ends the flow."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Action, Consequence, Problem, Rule, Severity, Workspace, quote


class {class_name}(Rule):
    severity = Severity.WARNING
    consequence = Consequence.NONE

    def check_action(self, action: Action, workspace: Workspace) -> Iterator[Problem]:
        # An example: put in its place what the rule is for.
        if action.type == "Terminate":
            yield Problem(f"action {{quote(action.name)}} ends the flow", at=action.site)
'''

PAGE = """\
# {name}

An action ends the flow.

## Why

What breaks, when, and what people then see. Say where it is documented, and what is inferred.

## Bad

```json solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json at=/properties/definition/actions
{{
  "Give_up": {{
    "type": "Terminate",
    "runAfter": {{"Send_an_email": ["Failed"]}},
    "inputs": {{"runStatus": "Failed"}}
  }}
}}
```

```findings
solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json:71:9: warning {name} action 'Give_up' ends the flow
```

## Good

```json solution/Workflows/Notify-1A2B3C4D-0000-4000-8000-000000000001.json at=/properties/definition/actions
{{
  "Note_the_end": {{
    "type": "Compose",
    "runAfter": {{"Send_an_email": ["Failed"]}},
    "inputs": "no mail was sent"
  }}
}}
```

## How to fix

The clicks in the maker portal, and the edit in the sources.
"""


def run(rule: str, folder: str) -> int:
    """Write ``folder/family/name.py`` and its page; a ``UsageError`` where there is one of that name already."""
    family, name = split_name(rule)
    is_builtin = os.path.realpath(folder) == os.path.realpath(registry.builtin_folder())
    if is_builtin and family not in registry.FAMILIES:
        hint = registry.nearest_hint(family, registry.FAMILIES)
        raise UsageError(
            f"there is no family {family!r}{hint} (the families are {', '.join(registry.FAMILIES)})"
        )
    existing = load_rules()
    if name in existing or name in registry.aliases(existing):
        raise UsageError(f"there is a rule {name!r} already; see `pplint explain {name}`")
    stem = os.path.join(folder, family, name.replace("-", "_"))
    for path in (f"{stem}.py", f"{stem}.md"):
        if os.path.lexists(path):
            raise UsageError(f"{path!r} exists already and is left as it is")
    class_name = "".join(part.capitalize() for part in name.split("-"))
    write_atomically(f"{stem}.py", RULE.format(class_name=class_name))
    write_atomically(f"{stem}.md", PAGE.format(name=name))
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
        raise UsageError(f"{family!r} cannot be a family: lower-case letters and digits, such as naming")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 60:
        raise UsageError(f"{name!r} cannot be a rule: lower-case words with dashes, such as flow-name-prefix")
    if name in ("all", "default") or name in registry.FAMILIES:
        raise UsageError(f"{name!r} cannot be a rule: it means several of them")
    return family, name
