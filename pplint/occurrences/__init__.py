"""What a workspace names, and where: the index behind ``pplint where`` and ``pplint graph``."""

from pplint.occurrences.index import Index, PlacedOccurrence, Subject
from pplint.occurrences.occurrence import KINDS, USES, Occurrence

__all__ = ["KINDS", "USES", "Index", "Occurrence", "PlacedOccurrence", "Subject"]
