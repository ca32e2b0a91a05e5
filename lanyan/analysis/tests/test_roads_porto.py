"""The car profile on a real city, against an independent router's times."""

from pathlib import Path

import numpy as np
import pytest

from lanyan.analysis.roads import build, fields, osm, query
from lanyan.analysis.tests.roads_make import CAR

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
ROADS, REFERENCE = DATA / "porto.osm.pbf", DATA / "porto_osrm_reference.npz"


@pytest.mark.skipif(not ROADS.exists(), reason=f"the roads of Porto are not at {ROADS}")
class TestPorto:
    def test_takes_as_long_as_the_other_router_says(self):
        reference = np.load(REFERENCE)
        roads, report = build.build(osm.read(ROADS, CAR), CAR)

        found = fields.build(roads, [tuple(place) for place in reference["stations"].tolist()])

        times = np.array([query.times(found, *place) for place in reference["incidents"].tolist()], dtype=np.float64)
        wanted = reference["seconds"].astype(np.float64)
        ratio, nearest = times / wanted, times.argmin(axis=1)
        assert np.corrcoef(times.ravel(), wanted.ravel())[0, 1] >= 0.9999
        assert 0.995 <= np.median(ratio) <= 1.005
        assert np.percentile(np.abs(ratio - 1), 95) <= 0.01
        assert (nearest == wanted.argmin(axis=1)).mean() >= 0.99
        assert (wanted[np.arange(len(wanted)), nearest] <= wanted.min(axis=1) + 5).mean() >= 0.998
        assert found.values.nbytes / len(found.stations) <= 300_000
        assert report.states > 0.98 * (
            report.states + report.left_out["directed segment outside the largest connected part"]
        )
