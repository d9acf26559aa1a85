"""The import forecast: what each target can expect, counted from findings, for a first import.

Few runs need one, so they import its modules late.
"""

from __future__ import annotations

from pplint.model.problem import Consequence

READY = "ready"
VERDICTS = (*(str(c) for c in Consequence if c is not Consequence.NONE), READY)
"""The most serious first."""
