"""Solutions that must already be in the target according to the manifests."""

from __future__ import annotations

from collections.abc import Iterable

from pplint.compiling import compile_fixed
from pplint.model.components import MissingDependency
from pplint.model.places import Site
from pplint.model.workspace import Solution, Workspace
from pplint.records import NamedTuple
from pplint.run.located import locate_all
from pplint.secrets.masking import quote

PLATFORM = frozenset(
    {
        *(
            "system",
            "basic",
            "environmentvariables",
            "appmodulewebresources",
            "appmodule",
            "metadataextension",
        ),
        *("basecustomcontrolscore", "customcontrolscore", "microsoftflowextensionscore", "dataflowsolution"),
        *("powerplatformconnectionreferences", "mobileofflinemembership", "solutionhistoryapis"),
        *("authorizationcore", "powervirtualagents", "powervirtualagentscommon", "datalakeworkspaces"),
        *("powerpages_runtimecore", "powerpages_apps", "powerpages_appresources", "dataverseaccelerator"),
    }
)
"""Solutions that Dataverse itself brings and updates, as exports of plain environments name them (observed)."""
PLATFORM_PREFIXES = (
    "msdyn_ai",
    "msdyn_app",
    "msdyn_uci",
    "msdyn_rich",
    "msdyn_synapse",
    "msdynce_appcommon",
    "msft_",
)


class Need(NamedTuple):
    """A required solution with its minimum version, and the place in a manifest that names it."""

    name: str
    version: str
    place: str

    @property
    def words(self) -> str:
        version = f" ≥ {self.version}" if self.version else ""
        return f"{quote(self.name)}{version}"


def is_of_platform(name: str) -> bool:
    """Whether a solution is one that every environment with Dataverse has."""
    lowered = name.lower()
    return lowered in PLATFORM or lowered.startswith(PLATFORM_PREFIXES)


def needs_of(solutions: Iterable[Solution], workspace: Workspace) -> list[Need]:
    """Named solutions that ``solutions`` need and this repository does not ship, each once with the highest version."""
    shipped = {solution.unique_name.lower() for solution in workspace.solutions}
    # Hundreds of rows name the same few solutions.
    rows: dict[str, MissingDependency] = {}
    for solution in solutions:
        for row in solution.missing_dependencies:
            rows.setdefault(row.solution, row)
    found: dict[str, tuple[str, str, Site]] = {}
    for text, row in rows.items():
        name, version = parse(text)
        key = name.lower()
        if (
            not name
            or key in shipped
            or key == "active"
            or is_of_platform(name)
            or workspace.is_external(name)
        ):
            continue
        known = found.get(key)
        if known is None or numbers(version) > numbers(known[1]):
            found[key] = name, version, row.site
    needed = [found[key] for key in sorted(found)]
    places = places_of([site for _, _, site in needed])
    return [Need(name, version, place) for (name, version, _), place in zip(needed, places, strict=True)]


def place_of(site: Site) -> str:
    """``path:line`` of a place of a manifest."""
    return places_of((site,))[0]


def places_of(sites: Iterable[Site]) -> list[str]:
    """``path:line`` of places of manifests, each of which is read once for all of its places."""
    return [f"{place.path}:{place.line}" for place in locate_all(sites)]


def parse(text: str) -> tuple[str, str]:
    """Name and version of ``Name (1.2.3.4)``."""
    name, _, rest = text.partition(" (")
    return name.strip(), rest.rstrip(") ").strip()


def numbers(version: str) -> tuple[int, ...]:
    """A version to compare: ``1.10`` is after ``1.9``."""
    return tuple(int(number) for number in compile_fixed(r"\d+").findall(version)[:6] if len(number) < 10)
