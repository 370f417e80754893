"""Self checks of the search for copies; NumPy alone, no data."""

import sys
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fantail_training.overlap import Known  # noqa: E402
from fantail_training.real_data import averaged  # noqa: E402


class Copies(unittest.TestCase):
    def setUp(self) -> None:
        self.rng = np.random.default_rng(11)
        self.monthly = 100 + np.cumsum(self.rng.normal(size=420))

    def test_a_copy_on_another_scale_and_at_another_place_is_found(self):
        self.assertEqual(Known([self.monthly]).matches(7 - 3 * self.monthly[37:300])[0], "as it is")

    def test_years_of_a_monthly_series_are_found_wherever_they_begin(self):
        for shift in (0, 5, 11):
            yearly = 12 * averaged(self.monthly[: len(self.monthly) - shift], 12)
            self.assertIn(f"means over 12 rows, {shift} left out at the end", Known([yearly]).matches(self.monthly))

    def test_quarters_of_a_monthly_benchmark_are_found(self):
        quarterly = 3 * averaged(self.monthly, 3)
        self.assertIn("means of the benchmark's rows", Known([self.monthly]).matches(quarterly[20:90]))

    def test_other_series_are_not(self):
        others = [100 + np.cumsum(self.rng.normal(size=420)) for _ in range(20)]
        self.assertEqual(Known(others).matches(self.monthly), [])


if __name__ == "__main__":
    unittest.main()
