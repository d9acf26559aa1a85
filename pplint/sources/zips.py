"""Mounts named solution zips in the tree, and reports members that are refused."""

from __future__ import annotations

from pplint.files.limits import LimitHit, Unreadable
from pplint.model.problem import Problem
from pplint.secrets.masking import quote
from pplint.sources.documents import Documents
from pplint.sources.layouts import FoundRoots, find_roots

MAX_REFUSED = 20


def find_in_archive(path: str, documents: Documents) -> FoundRoots:
    """Mounts the zip at ``path`` as a folder of the tree; refused members become problems or notes."""
    tree = documents.tree
    site = documents.open_binary(path).root
    name = quote(path.rpartition("/")[2])
    try:
        archive = tree.mount(path)
    except Unreadable as error:
        documents.problems.append(("unreadable-file", Problem(f"{name} {error}", site)))
        if isinstance(error, LimitHit):
            tree.notify(f"{path!r} was not read: it {error}")
        return FoundRoots([], {}, [])
    for member, reason in archive.refused[:MAX_REFUSED]:
        message = f"member {quote(member)} of {name} {reason} and was not read"
        documents.problems.append(("unreadable-file", Problem(message, site, discriminator=member)))
    if len(archive.refused) > MAX_REFUSED:
        tree.notify(f"{len(archive.refused):,} members of {path!r} were not read; {MAX_REFUSED} are reported")
    for member in archive.nested[:MAX_REFUSED]:
        tree.notify(f"{path + '!/' + member!r} is an archive inside an archive and was not read")
    found = find_roots(tree, path + "!")
    if not found.roots:
        tree.notify(f"{path!r} holds no solution and no flow package")
    return found
