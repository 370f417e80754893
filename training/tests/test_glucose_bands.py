"""Self checks of the glucose model's bands; NumPy alone."""

import sys
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fantail_training.glucose_score import band_factor, mixture_variances, share_inside  # noqa: E402


class Bands(unittest.TestCase):
    def test_the_factor_gives_a_band_that_holds_what_it_claims(self):
        rng = np.random.default_rng(3)
        samples = rng.normal(0, 0.1, (4000, 3, 10)) + 100
        actual = 100 + rng.normal(0, 2.0, (4000, 3))
        actual[::7, 1] = np.nan
        for claimed in (2.0, 4.0, 9.0):
            variance = np.full(samples.shape, claimed)
            factor = band_factor(samples, variance, actual)
            self.assertAlmostEqual(share_inside(samples, mixture_variances(samples, factor * variance), actual, 0.8), 0.8, delta=0.01)
            # Errors with a deviation of 2 are held by a variance of 4, whatever was claimed.
            self.assertAlmostEqual(factor * claimed, 4.0, delta=0.3)


if __name__ == "__main__":
    unittest.main()
