"""Reports made by hand, ordinary and hostile, for the tests of the formats."""

from __future__ import annotations

from pplint.findings import (
    Cause,
    Checked,
    Finding,
    Forecast,
    Identity,
    Location,
    Logical,
    Related,
    Report,
    RuleInfo,
    Suppression,
    ValueSource,
)
from pplint.model.problem import Severity
from pplint.reports import Options
from pplint.text import sanitise

# Each is an attack on one sink or another, as the name of a file, a flow or an action.
ATTACKS = (
    "##vso[task.prependpath]/tmp/x",
    "a ##VSO[task.setvariable variable=a]b",
    "##[add-mask]x",
    "###[group]x",
    "::error file=a,line=1::boom",
    "  ::stop-commands::x",
    "\x1b[31mred\x1b]8;;https://e.example\x07",
    "[x](javascript:alert(1))",
    "[open",
    "]](1)",
    "\u202eevil\u2066\u200b\ufeff",
    "one\n##vso[task.complete result=Succeeded]\n::error::two\r\nthree\u2028four\u0085",
    "];type=warning;]",
    "a,line=7,title=x: y",
    "100%25 %0A%5D #1 a&b?c=d",
    "Größe/Übersicht – 日本 🚀",
    "<b>\"'&]]></failure>",
    "[[ATTACHMENT|/etc/passwd]]",
    "lone\ud800\udc80x\ufffe\uffff\0",
    "-rf",
    "{0} {{secret}}",
)

PAGE = """# a-rule

It is so.

## Why

Because **Microsoft** says so in [its documentation](https://learn.microsoft.com/power-automate/x), in `code`.

A second paragraph.

## Bad

```json a.json
{}
```

## How to fix

1. Do *it*.
"""

SHOWN = Options(show_suppressed=True)


def location(path: str = "solution/Workflows/A.json", line: int = 3, pointer: str = "/a/b") -> Location:
    return Location(path, line, 5, line, 9, pointer, '"abc": 1', 1, 3)


def finding(
    number: int = 1,
    *,
    severity: Severity = Severity.ERROR,
    rule: str = "a-rule",
    message: str = "'abc' is so",
    at: Location | None = None,
    name: str = "Notify",
    related: tuple[Related, ...] = (),
    flow: tuple[Related, ...] = (),
    suppression: Suppression | None = None,
) -> Finding:
    return Finding(
        rule,
        severity,
        message,
        at or location(line=number),
        Identity(rule, f"flow:{name}", f"actions/{name}", "", number),
        Logical("Orders", "flow", name, name),
        related,
        flow,
        suppression,
    )


def rule(name: str = "a-rule", severity: Severity = Severity.ERROR, security: str | None = None) -> RuleInfo:
    return RuleInfo(name, "flows", severity, True, "A thing is so", PAGE, "high", ("cwe-798",), security)


RULES = (
    rule(),
    rule("b-rule", Severity.NOTE),
    rule("leak", Severity.ERROR, "8.0"),
    rule("malformed-json"),
    rule("rule-crashed"),
)


def report(
    *findings: Finding,
    root: str = "/nowhere",
    suppressed: tuple[Finding, ...] = (),
    notifications: tuple[str, ...] = (),
    forecast: tuple[Forecast, ...] = (),
    crashed: bool = False,
) -> Report:
    return Report(
        root,
        findings,
        suppressed,
        RULES,
        Checked(41, 1, 6, 3),
        notifications,
        crashed,
        forecast,
    )


def hostile(text: str, *, made_by_a_rule: bool = False) -> Report:
    """A report in which everything that a repository has a say in is ``text``.

    ``made_by_a_rule``: messages, excerpts and names are sanitised, as ``Problem`` and placing do it.
    """
    raw = text
    if made_by_a_rule:
        text = sanitise(text, 0)
    at = Location(f"solution/{raw}/{raw}", 2, 1, 2, 4, f"/{raw}", text, 0, 1)
    member = at._replace(path=f"{raw}.zip!/{raw}")
    first = at._replace(path=raw)
    related = (Related(at, text), Related(member, text))
    suppressed = finding(9, message=text, at=at, name=text, suppression=Suppression("note", raw))
    return report(
        finding(1, message=text, at=at, name=text, related=related, flow=related),
        finding(2, message=f"{text} and more", at=member, name=text, severity=Severity.WARNING),
        finding(3, message=f"rule {text}", at=first, rule="rule-crashed", name=text),
        finding(4, message=text, at=first, severity=Severity.NOTE, rule="b-rule", name=text),
        suppressed=(suppressed,),
        notifications=(raw,),
        forecast=(
            Forecast(
                raw,
                "stops",
                (Cause("stops", raw, "a-rule", raw, (raw,)),),
                raw,
                solutions=(raw,),
                spellings=(raw,),
                files=(raw,),
                choice=raw,
                stays_off=(raw,),
                left_out=(raw,),
                sources=(ValueSource("variable", raw, "token"),),
                rules_off=("a-rule",),
                starts=((raw, raw),),
            ),
        ),
        crashed=True,
    )
