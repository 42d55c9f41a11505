"""D17: the published figures of 2022, and why their overall mean describes the sample only."""

import json

import pytest

from diagnosis.benchmark.anchors import PUBLISHED
from tests.oracles.runner import DATA

CASE = json.loads((DATA / "D17_ksa_anchor" / "case.json").read_text(encoding="utf-8"))


def test_published_values() -> None:
    assert {anchor.code: anchor.value for anchor in PUBLISHED} == {
        "overall": CASE["overall"],
        "size-large-mid": CASE["large_mid"],
        "size-sme": CASE["sme"],
        "sector-machinery": CASE["machinery_elec"],
        "sector-construction": CASE["construction_env"],
    }


def test_overall_is_the_mix_of_its_sample() -> None:
    values = {anchor.code: anchor.value for anchor in PUBLISHED}
    share = (values["overall"] - values["size-sme"]) / (values["size-large-mid"] - values["size-sme"])
    assert share == pytest.approx(CASE["implied_large_mid_share"])
    assert "참여기업" in next(anchor.label.ko for anchor in PUBLISHED if anchor.code == "overall")
