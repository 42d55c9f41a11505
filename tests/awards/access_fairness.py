"""Who may see how fairly a cycle is judged: officials alone."""

from tests.architecture.access import Row, logged_in

_OFFICIALS = logged_in(403, official=200)
ROWS = [
    Row("awards:fairness", get=_OFFICIALS),
    Row("awards:fairness-examiners", get=_OFFICIALS),
    Row("awards:fairness-ratings", get=_OFFICIALS),
    Row(
        "awards:fairness-ask",
        get=None,
        post=logged_in(403, official=302),
        data=lambda things: {"cycle": things["cycle"].key},
    ),
]
