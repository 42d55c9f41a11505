"""Who may look at the data dam and take its data away: anyone."""

from tests.architecture.access import Row, everyone

ROWS = [
    Row("cases:dam", get=everyone(200)),
    Row("cases:dam-package", get=everyone(200)),
    Row("cases:dam-measure", args=lambda things: ["defect-rate"], get=everyone(200)),
    Row("cases:dam-file", args=lambda things: ["cases.csv"], get=everyone(200)),
    Row("api-cases-statistics", get=everyone(200)),
    Row("api-cases-export", get=everyone(200)),
]
