"""What a browser sends from the forms of cases."""

from typing import Any

from cases.forms.editing import initial_of
from cases.forms.results import rows_data
from tests.cases.curation.conftest import make_content


def case_data(revision: int = 0, **fields: Any) -> dict[str, Any]:
    """Return the officials' form of a publishable case; `results` and fields may differ."""
    content = make_content(**{name: fields.pop(name) for name in list(fields) if name in make_content()})
    told = {name: value for name, value in initial_of(content).items() if value not in (None, False)}
    told.pop("results")
    told.pop("is_synthetic", None)
    return {**told, **rows_data(content["results"]), "revision": revision, "do": "save", **fields}


def proposal_data(revision: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a company's form, ready for sending."""
    told = {
        "title_ko": "로트 추적으로 불량을 줄였다",
        "problem_ko": "원인 로트를 찾는 데 하루가 걸렸다.",
        "approach_ko": "검사 기록을 로트와 이었다.",
        "consent": "on",
        **rows_data([{"kpi": "불량률", "before": "3.1", "after": "0.7", "unit": "%"}]),
    }
    return {**told, "revision": revision, "do": "send", **fields}
