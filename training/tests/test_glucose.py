"""Self checks of the glucose model's code: `python3 -m unittest discover -s tests` in training/. No data, no network, seconds."""

import gzip
import sys
import tempfile
import unittest
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fantail_training.glucose import train  # noqa: E402
from fantail_training.glucose_data import LONGEST_GAP_STEPS, SOURCES, Person, Windows, read_people, regular, split, unfit  # noqa: E402
from fantail_training.glucose_model import PRIME, GlucoseConfig, GlucoseForecaster, SeededMask, power  # noqa: E402
from fantail_training.glucose_score import crps, mixture_quantiles, normal_cdf  # noqa: E402

NAN = float("nan")


def small_model() -> GlucoseForecaster:
    torch.manual_seed(0)
    model = GlucoseForecaster(GlucoseConfig(width=16, layers=1, head=24)).eval()
    # Away from the tidy initial state, so that the tests see every path at work.
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.05 * torch.randn_like(p))
    return model


def readings(rows: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    values = 140 + 4 * torch.randn(rows, 96, generator=generator).cumsum(dim=1)
    values[0, :40] = NAN
    values[1, 50:58] = NAN
    return values.clamp(45, 390)


class Dropout(unittest.TestCase):
    def test_power_is_a_permutation(self) -> None:
        self.assertEqual(np.gcd(5, PRIME - 1), 1)
        x = torch.tensor([0, 1, 2, PRIME - 1, 123_456_789])
        self.assertEqual(power(x).tolist(), [pow(int(v), 5, PRIME) for v in x])

    def test_masks_look_like_dropout(self) -> None:
        masks = SeededMask(10, 256, 0.15, layer=1)(torch.arange(200))
        kept = (masks > 0).double()
        self.assertAlmostEqual(float(kept.mean()), 0.85, delta=0.005)
        self.assertAlmostEqual(float(masks.mean()), 1.0, delta=0.005)
        # Neither units, samples nor neighbouring seeds go together.
        rows = kept.reshape(2000, 256) - 0.85
        correlation = (rows.T @ rows) / 2000 / (0.85 * 0.15)
        off = correlation - torch.diag(torch.diag(correlation))
        self.assertLess(float(off.abs().max()), 0.15)
        self.assertLess(float(off.pow(2).mean().sqrt()), 0.03)
        seeds = kept - 0.85
        self.assertLess(abs(float((seeds[1:] * seeds[:-1]).mean())) / (0.85 * 0.15), 0.01)
        self.assertLess(abs(float((seeds[:, 1:] * seeds[:, :-1]).mean())) / (0.85 * 0.15), 0.01)

    def test_same_seed_same_samples_in_any_batch(self) -> None:
        model, context = small_model(), readings(6)
        seeds = torch.tensor([5, 6, 7, 5, 2**32 - 1, 0])
        with torch.no_grad():
            samples, variance = model(context, seeds)
            alone = model(context[2:3], seeds[2:3])
            other = model(context[2:3], seeds[2:3] + 1)
        self.assertTrue(torch.allclose(alone[0][0], samples[2], rtol=1e-6))
        self.assertFalse(torch.equal(other[0], alone[0]))
        self.assertTrue((samples.std(dim=2) > 0).all() and (variance > 0).all())


class Units(unittest.TestCase):
    def test_mmol_is_mg_in_another_unit(self) -> None:
        model, context, seed = small_model(), readings(6), torch.arange(6)
        with torch.no_grad():
            mg = model(context, seed)
            mmol = model(context / 18.0182, seed)
        self.assertTrue(torch.allclose(mmol[0] * 18.0182, mg[0], rtol=1e-4))
        self.assertTrue(torch.allclose(mmol[1] * 18.0182**2, mg[1], rtol=1e-3))

    def test_anything_gives_finite_answers(self) -> None:
        context = torch.full((6, 96), NAN)
        context[1] = 0.0
        context[2, -1] = -4.0
        context[3] = 1e7 * torch.randn(96)
        context[4] = 1e-6 * torch.randn(96)
        context[5, 3] = 110.0
        with torch.no_grad():
            for part in small_model()(context, torch.arange(6)):
                self.assertTrue(torch.isfinite(part).all())


class Data(unittest.TestCase):
    def test_grid_keeps_short_gaps_and_parts_long_ones(self) -> None:
        minutes = np.array([0, 5.2, 10.1, 20.3, 25.2, 125.0, 130.1])
        values = regular(minutes, np.arange(7.0) + 100)
        np.testing.assert_array_equal(values[:6], np.array([100, 101, 102, NAN, 103, 104], np.float32))
        self.assertTrue(np.isnan(values[6 : 6 + LONGEST_GAP_STEPS + 1]).all())
        np.testing.assert_array_equal(values[6 + LONGEST_GAP_STEPS + 1 :][:2], [105, 106])

    def test_slow_and_interpolated_sensors_are_left_out(self) -> None:
        rng = np.random.default_rng(1)
        real = 120 + np.cumsum(rng.integers(-4, 5, 600)).astype(float)
        self.assertIsNone(unfit(np.arange(600) * 5.0, real))
        self.assertIn("5 minutes", unfit(np.arange(600) * 15.0, real))
        between = np.interp(np.arange(600), np.arange(0, 600, 3), real[::3])
        self.assertIn("interpolated", unfit(np.arange(600) * 5.0, between))

    def test_windows_cross_neither_gaps_nor_people(self) -> None:
        gap = np.full(LONGEST_GAP_STEPS + 1, NAN)
        one = np.concatenate([np.full(150, 1.0), gap, np.full(130, 2.0)])
        windows = Windows([Person("s", "a", one.astype(np.float32)), Person("s", "b", np.full(200, 3.0, np.float32))], 96, 12)
        for origins in windows.origins:
            context, target = windows.take(origins)
            both = np.concatenate([context, target], axis=1)
            self.assertTrue((np.nanmin(both, axis=1) == np.nanmax(both, axis=1)).all())
        self.assertEqual([len(o) for o in windows.origins], [150 - 107 + 130 - 107, 200 - 107])

    def test_nobody_is_in_two_parts(self) -> None:
        people = [Person(SOURCES[i % 3].file, f"p{i}", np.zeros(1, np.float32)) for i in range(40)]
        halves = split(people)
        names = [p.name for half in halves.values() for p in half]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(len(names), 40)
        self.assertEqual([p.name for p in split(people[::-1])["test"]], [p.name for p in halves["test"]])


class Scores(unittest.TestCase):
    def test_normal_distribution(self) -> None:
        self.assertAlmostEqual(float(normal_cdf(np.array(1.959964))), 0.975, places=6)
        quantiles = mixture_quantiles(np.full((1, 4), 5.0), np.full((1, 4), 4.0), (0.025, 0.5, 0.975))
        np.testing.assert_allclose(quantiles[0], [5 - 3.91993, 5, 5 + 3.91993], atol=1e-3)
        # CRPS of the standard normal at its middle: (sqrt(2) - 1) / sqrt(pi).
        self.assertAlmostEqual(float(crps(np.zeros((1, 3)), np.ones((1, 3)), np.zeros(1))[0]), 0.23370, places=4)


class Training(unittest.TestCase):
    def test_an_interrupted_run_is_the_same_run(self) -> None:
        config = {"seed": 3, "model": {"width": 16, "layers": 1, "head": 24}, "batch": 8, "steps": 6, "warm_up": 2, "decay": 0.5,
                  "learning_rate": 0.01, "weight_decay": 0.0, "clip": 1.0, "average_decay": 0.9, "threads": 1,
                  "log_every": 3, "validate_every": 6, "save_every": 3}
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary)
            write_people(root)
            whole = train(config, root, root / "whole")
            train(config, root, root / "parts", stop_after=3)
            parts = train(config, root, root / "parts")
        for a, b in zip(whole.parameters(), parts.parameters()):
            self.assertTrue(torch.equal(a, b))


def write_people(root: Path) -> None:
    """Five people a source, in the layout of the shared files; one source without dates."""
    rng = np.random.default_rng(5)
    (root / "glucose").mkdir()
    for source in SOURCES:
        lines = ["subject_id,timestamp,glucose_mg_dl"]
        for person in range(5):
            level = 130.0
            for step in range(300):
                level = float(np.clip(level + rng.normal(0, 4), 50, 300))
                at = datetime(2024, 1, 1) + timedelta(minutes=5 * step)
                time = at.strftime("%H:%M:%S" if source.file == "Colas_2019" else "%Y-%m-%d %H:%M:%S")
                lines.append(f"p{person},{time},{level:.0f}")
        with gzip.open(root / "glucose" / f"{source.file}_shared_subjects.csv.gz", "wt") as file:
            file.write("\n".join(lines) + "\n")
    people, left_out = read_people(root)
    assert len(people) == 5 * len(SOURCES) and not left_out, left_out


if __name__ == "__main__":
    unittest.main()
