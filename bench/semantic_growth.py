"""What a process grows by that searches by meaning; apart from Django, so that a fresh process loads nothing else."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import psutil

from bench.measure import percentile
from cases.indexing.embedding import BundledE5
from cases.search.fusion import Packed, cosines

_DIMENSIONS = 384


def growth(texts: Sequence[str], count: int) -> dict[str, Any]:
    """Load the model and as many vectors as a full library has, and ask.

    Returns
    -------
    dict
        `asked` and `compared`: milliseconds of each text; `model` and `of_it_files`: megabytes the process grew by, and
        what of it are pages of files, which processes share; `vectors`: megabytes.
    """
    process, rng = psutil.Process(), np.random.default_rng(3)
    values = rng.integers(-127, 128, size=(count, _DIMENSIONS), dtype=np.int8)
    rows = Packed(values, np.full(count, 0.0005, dtype=np.float32))
    cosines(values[0].astype(np.float32), rows)
    before = process.memory_info()
    model = BundledE5()
    asked, compared = [], []
    for text in texts:
        begun = time.perf_counter()
        vector = model.query(text)
        asked.append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        cosines(vector, rows)
        compared.append(1000 * (time.perf_counter() - begun))
    after = process.memory_info()
    return {
        "asked": [percentile(asked, 0.5), percentile(asked, 0.95)],
        "compared": percentile(compared, 0.5),
        "model": (after.rss - before.rss) / 1e6,
        "of_it_files": (after.shared - before.shared) / 1e6,
        # A position besides.
        "vectors": (rows.values.nbytes + rows.scales.nbytes + 8 * count) / 1e6,
    }
