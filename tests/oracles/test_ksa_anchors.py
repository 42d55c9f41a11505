"""D17: the published figures of 2022, and why their overall mean describes the sample only."""

import json
from dataclasses import dataclass

import pytest

from diagnosis.benchmark import KSA_2022, post_stratify
from diagnosis.benchmark.anchors import PUBLISHED
from tests.oracles.runner import DATA

CASE = json.loads((DATA / "D17_ksa_anchor" / "case.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Stratum:
    mean: float
    n: float


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


def test_weighted_to_all_companies_the_mean_is_that_of_small_ones() -> None:
    """0.1 % of all companies are large or mid-sized; 16.2 % of those who took part were."""
    share = CASE["implied_large_mid_share"]
    strata = {
        "large": Stratum(CASE["large_mid"], 700 * share),
        "small": Stratum(CASE["sme"], 700 * (1 - share)),
    }
    found = post_stratify(strata, {"large": 1, "small": 999})
    assert found.participants == pytest.approx(CASE["overall"])
    assert found.population == pytest.approx(41.0, abs=0.05)
    assert found.covered == 1.0


def test_sector_and_size_add_to_what_a_cell_is_expected_to_be() -> None:
    assert KSA_2022.value_of("MACHINE", "small") == pytest.approx(46.8)
    assert KSA_2022.value_of("CONSTR", "small") == pytest.approx(33.2)
    assert KSA_2022.value_of("MACHINE", "large") == pytest.approx(75.8)
    assert KSA_2022.value_of("CONSTR", "large") == pytest.approx(62.2)
