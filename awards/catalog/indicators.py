"""The performance figures that criteria name, and the question of the self-diagnosis that asks for each.

An expert setting of the platform: only pairs of the same formula and unit (definitions in the questions of the
assessment model ``dqm``). A figure that the self-diagnosis does not ask for has no entry.
"""

from __future__ import annotations

from typing import Final

MODEL: Final = "dqm"
QUESTION_OF: Final[dict[str, str]] = {
    "COQ-IF": "PER1.2",
    "COQ-EF": "PER1.3",
    "COQ-R": "PER1.4",
    "FPY": "PER2.1",
    "DEF": "PER2.2",
    "CPK-R": "PER2.3",
    "OEE": "PER2.4",
    "PPM-I": "PER2.5",
    "PPM-O": "PER3.1",
    "CMP": "PER3.2",
    "OTD": "PER3.3",
    "RESP": "PER4.1",
    "TRC": "PER4.2",
    "RPT": "PER4.3",
    "EFA": "PER4.4",
}
INDICATOR_OF: Final[dict[str, str]] = {question: indicator for indicator, question in QUESTION_OF.items()}
