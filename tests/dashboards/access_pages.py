"""The pages."""

from tests.architecture.access import OFFICES, Row, logged_in, offices

ROWS = [
    Row(
        "dashboards:index",
        get=logged_in(302, **dict.fromkeys(OFFICES, 302)),
        note="Others go to the public statistics.",
    ),
    Row("dashboards:page", args=lambda things: ["overview"], get=offices(200)),
]
