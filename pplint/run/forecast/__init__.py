"""The import forecast: what each target will meet. Counted from findings, for a first import.

Few runs make one, so what makes it is imported by those.
"""

from __future__ import annotations

from pplint.model.problem import Consequence

READY = "ready"
VERDICTS = (*(str(c) for c in Consequence if c is not Consequence.NONE), READY)
"""The gravest first."""
