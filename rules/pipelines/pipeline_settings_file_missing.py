"""A pipeline passes a settings file to an import that is not there, or is not JSON."""

from __future__ import annotations

from collections.abc import Iterator

from pplint import Consequence, PipelineSettings, Problem, Rule, Severity, Site, Workspace, quote
from pplint.detect.pipelines.folders import is_left_out


class PipelineSettingsFileMissing(Rule):
    severity = Severity.ERROR
    consequence = Consequence.STOPS
    only_with = ("pipelines",)

    def check_workspace(self, workspace: Workspace) -> Iterator[Problem]:
        # A file that is broken is malformed-json's.
        loaded = {settings.document.path for settings in workspace.settings_files}
        loaded |= {problem.at.document.path for _, problem in workspace.problems}
        for pipeline in workspace.pipelines:
            faults: dict[str, list[tuple[PipelineSettings, Severity | None]]] = {}
            for use in pipeline.settings:
                if is_left_out(workspace, use.path):
                    continue
                if not use.files and use.certainty == "sure":
                    faults.setdefault(f"{quote(use.path)}, which does not exist", []).append((use, None))
                elif not use.files and use.certainty == "likely":
                    what = f"{quote(use.path)}, where neither the file nor its folder exists"
                    faults.setdefault(what, []).append((use, Severity.WARNING))
                for path in use.files if "*" not in use.path else ():
                    if path not in loaded:
                        what = f"{quote(path)}, which is not a JSON object"
                        faults.setdefault(what, []).append((use, None))
            for what, uses in faults.items():
                (first, severity), others = uses[0], {use.site for use, _ in uses[1:]} - {uses[0][0].site}
                step = "correct the file" if first.files else "create it or correct the path"
                yield Problem(
                    f"the import{_where(first)} uses settings file {what}; {step}",
                    at=first.site,
                    related=[(site, "and here") for site in sorted(others, key=_order)],
                    severity=severity,
                    # A step before may make the file.
                    consequence=Consequence.OPEN if severity is not None else None,
                    brief=f"{what.replace(', which', '')}",
                    discriminator=first.path.lower(),
                )


def _where(use: PipelineSettings) -> str:
    return f" into {quote(use.target)}" if use.target else ""


def _order(site: Site) -> tuple[int, int]:
    return site.span or (0, 0)
