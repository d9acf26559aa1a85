"""What may be said of a credential: the host, account and workflow that are beside it, which one needs to rotate it."""

from __future__ import annotations

import re

from pplint.records import NamedTuple
from pplint.secrets.masking import mask, quote

PIECE = 6
"""Characters of a credential that may occur nowhere else."""
REACH = 2_000
"""Characters on each side of a credential in which its account is looked for."""

_URL = r"https?://(?:[^\s\"'<>/?#@]{1,200}@)?([A-Za-z0-9.-]{1,200})(?::\d{1,5})?"
_WORKFLOW = (
    r"/(?:workflows|scheduledtriggers|direct)/(?:[^/\s?]+/){0,3}?"
    r"([0-9A-Fa-f]{32}|[0-9A-Fa-f-]{36})(?![0-9A-Za-z])"
)
_ENTRY = (
    r"(?i)\b(AccountName|AccountEndpoint|Endpoint|Server|Data Source|Url|HostName|ClientId|AppId)"
    r"\s*=\s*([^;\s\"'<>&]{1,200})"
)


class Public(NamedTuple):
    """The public surroundings of a credential, each empty where there is none."""

    workflow: str = ""
    host: str = ""

    @property
    def key(self) -> str:
        """What tells two accounts apart; nothing of the credential itself."""
        return "|".join(mask(part.lower()) for part in self if part)

    @property
    def words(self) -> str:
        """`` of workflow '…' on '…'`` for a message; empty where nothing is known."""
        words = f" of workflow {quote(self.workflow)}" if self.workflow else ""
        if self.host:
            words += f" {'on' if self.workflow else 'for'} {quote(self.host)}"
        return words


def surroundings(text: str, span: tuple[int, int]) -> Public:
    """The account of the credential at ``span`` of ``text``: of the URL or connection string that holds it."""
    found = _find(text, *span)
    secret = text[span[0] : span[1]].lower()
    pieces = {secret[at : at + PIECE] for at in range(len(secret) - PIECE + 1)}
    is_apart = not any(piece in part for part in found for piece in pieces)
    return found if is_apart else Public()


def _find(text: str, start: int, end: int) -> Public:
    before = text[max(0, start - REACH) : start]
    urls = list(re.finditer(_URL, before))
    url = urls[-1] if urls else None
    # A URL ends at a blank or a quotation mark; what comes after that is not about it.
    if url is not None and not re.search(r"[\s\"'<>]", before[url.end() :]):
        workflow = re.search(_WORKFLOW, before[url.end() :])
        return Public(workflow[1].lower() if workflow else "", url[1].lower())
    line = _entries(before)[1] + "\0" + _entries(text[end : end + REACH])[0]
    entry = re.search(_ENTRY, line)
    if entry is None:
        return Public()
    value = re.sub(r"(?i)^(?:[a-z]{1,10}:/{0,2})", "", entry[2]).rstrip("/")
    return Public(host=value.lower()) if re.fullmatch(r"[A-Za-z0-9.,:_\\-]{1,120}", value) else Public()


def _entries(text: str) -> tuple[str, str]:
    """The parts of a text up to its first and after its last quotation mark or line end."""
    parts = re.split(r"[\"\r\n]", text)
    return parts[0], parts[-1]
