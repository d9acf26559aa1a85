"""Files of pipelines, opened and parsed once each, and the data in their headers."""

from __future__ import annotations

from pplint.files.limits import Unreadable
from pplint.model.places import Document
from pplint.sources.documents import Documents
from pplint.sources.parsing import decode
from pplint.sources.pipelines.block_yaml import YamlEntry, parse
from pplint.sources.pipelines.files import Files
from pplint.sources.pipelines.marked import MAX_BYTES, SCRIPTS
from pplint.sources.pipelines.values import Defined, Values


class Sources:
    """The pipeline files of a repository, each opened and parsed once."""

    def __init__(self, documents: Documents, files: Files) -> None:
        self.files = files
        self.called: set[str] = set()
        """Templates and scripts called in this repository."""
        self._documents = documents
        self._opened: dict[str, Document | None] = {}
        self._roots: dict[str, YamlEntry] = {}
        self._defined: dict[str, Defined] = {}

    def open(self, path: str) -> Document | None:
        """The text at ``path``, if there is one and it is not too large."""
        if path not in self._opened:
            document = None
            if path in self.files.known:
                try:
                    raw = self._documents.tree.read_shared(path)
                    document = Document(path, "text", decode(raw)) if len(raw) <= MAX_BYTES else None
                except Unreadable:
                    pass
            self._opened[path] = document
        return self._opened[path]

    def root(self, document: Document) -> YamlEntry:
        """The parsed file; of a script a single entry, which is its text."""
        root = self._roots.get(document.path)
        if root is None:
            if document.path.lower().endswith(SCRIPTS):
                root = YamlEntry("", -1, None)
                root.is_block, root.end = True, len(document.text)
            else:
                root = parse(document.text)
            self._roots[document.path] = root
        return root

    def defined(self, document: Document) -> Defined:
        """The variables that the file defines, which are the same whoever calls it."""
        defined = self._defined.get(document.path)
        if defined is None:
            defined = self._defined[document.path] = Defined(self.root(document), document.text)
        return defined


def defaults(root: YamlEntry) -> dict[str, list[str]]:
    """The defaults of a template's parameters, of a reusable workflow's or an action's inputs."""
    on = root.child("on")
    called = on.child("workflow_call") if on is not None else None
    holder = (called or root).child("parameters", "inputs")
    defaults: dict[str, list[str]] = {}
    for entry in holder.children if holder is not None else ():
        default, name = entry.child("default"), entry.child("name")
        if entry.key and not entry.children:
            defaults[entry.lowered] = [entry.value]
        elif entry.key or name is not None:
            key = entry.key or (name.value if name is not None else "")
            defaults[key.lower()] = [default.value] if default is not None else ["*"]
    return defaults


def scripts_folder(entry: YamlEntry) -> str:
    """``defaults.run.working-directory`` of a job or workflow of GitHub."""
    defaults = entry.child("defaults")
    run = defaults.child("run") if defaults is not None else None
    folder = run.child("working-directory") if run is not None else None
    return folder.value if folder is not None else ""


def runner_of(entry: YamlEntry, values: Values) -> str:
    """The system that a job runs on, if the job, its stage or the file says so."""
    for around in (entry, *entry.ancestors()):
        said = around.child("runs-on")
        pool = around.child("pool")
        image = pool.child("vmimage") if pool is not None else None
        for holder in (said, image, pool):
            if holder is not None and (holder.value or holder is said):
                text = " ".join([*values.resolve(holder.value, entry), *(e.value for e in holder.children)])
                return next(
                    (
                        system
                        for word, system in (
                            ("ubuntu", "linux"),
                            ("linux", "linux"),
                            ("windows", "windows"),
                            ("macos", "macos"),
                        )
                        if word in text.lower()
                    ),
                    "",
                )
    return ""
