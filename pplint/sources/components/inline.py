"""Components in the customizations file of an unpacked solution, where packing does not expect them."""

from __future__ import annotations

from pplint.model.components import InlineComponent
from pplint.model.places import Site
from pplint.model.workspace import Solution
from pplint.sources.elements import Element

SPLIT_OUT = {
    "entities": ("entity", "table", "Entities"),
    "workflows": ("workflow", "process", "Workflows"),
    "canvasapps": ("canvasapp", "canvas app", "CanvasApps"),
    "connectors": ("connector", "custom connector", "Connectors"),
    "optionsets": ("optionset", "choice", "OptionSets"),
    "roles": ("role", "security role", "Roles"),
    "webresources": ("webresource", "web resource", "WebResources"),
    "appmodules": ("appmodule", "model-driven app", "AppModules"),
    "appmodulesitemaps": ("appmodulesitemap", "site map", "AppModuleSiteMaps"),
    "solutionpluginassemblies": ("pluginassembly", "plug-in assembly", "PluginAssemblies"),
    "sdkmessageprocessingsteps": ("sdkmessageprocessingstep", "plug-in step", "SdkMessageProcessingSteps"),
}
"""Groups of a customizations file that unpacking leaves empty, with the name of their parts and the target folder.

As seen in 190 unpacked solutions; AI models, image configurations and connection references stay in the file.
"""


def read_inline_components(customizations: Element, solution: Solution) -> None:
    """Add components in the customizations file of an unpacked solution that have no file of their own."""
    paths: list[str] = []
    for group in customizations.children():
        # Unpacking leaves most of them empty.
        if len(group.element) and group.tag in SPLIT_OUT:
            tag, what, folder = SPLIT_OUT[group.tag]
            for node in group.children(tag):
                label, site, key = _name(node)
                paths = paths or [path.lower() for path in solution.files]
                if not _has_own_file(key, folder, paths):
                    solution.inline_components.append(InlineComponent(what, label, site, folder))


def _name(node: Element) -> tuple[str, Site, str]:
    """The component's display name, the place of that name, and a part of the path that its file would have."""
    id = node.attribute("workflowid", "pluginassemblyid", "sdkmessageprocessingstepid").strip("{}")
    for key in ("name", "uniquename", "schemaname"):
        child = node.child(key)
        if child is not None and child.text:
            return child.text, child.text_site, id or child.text
    name = node.attribute("name", "uniquename", "fullname", "schemaname")
    return (
        name or id or node.tag,
        node.attribute_site("name", "uniquename", "fullname", "schemaname"),
        id or name,
    )


def _has_own_file(key: str, folder: str, paths: list[str]) -> bool:
    wanted, prefix = key.lower(), folder.lower() + "/"
    is_metadata = (".xml", ".yml", ".yaml")
    return bool(wanted) and any(
        f"/{prefix}" in f"/{path}" and wanted in path and path.endswith(is_metadata) for path in paths
    )
