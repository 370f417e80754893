"""Self checks of the training code: `python3 -m unittest discover -s tests` in training/. No data, no network, seconds."""

import hashlib
import json
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fantail_training import fp16  # noqa: E402
from fantail_training.evaluate import seasonal_naive  # noqa: E402
from fantail_training.generators import FAMILIES, make_shard  # noqa: E402
from fantail_training.export import export_onnx  # noqa: E402
from fantail_training.initial import grown, read_onnx  # noqa: E402
from fantail_training.losses import pinball_loss  # noqa: E402
from fantail_training.model import LEVELS, MEDIAN, Forecaster, ModelConfig, squash, tree_sum, unsquash  # noqa: E402
from fantail_training.overlap import LEAST, stretches  # noqa: E402
from fantail_training.real_data import RealWindows, averaged  # noqa: E402
from fantail_training import train as trainer  # noqa: E402
from fantail_training.train import worker  # noqa: E402
from fantail_training.windows import Bucket, WindowStream, grow  # noqa: E402

NAN = float("nan")


def small_model() -> Forecaster:
    torch.manual_seed(0)
    model = Forecaster(ModelConfig(width=32, layers=2, heads=2, feed_forward=32)).eval()
    # Away from the tidy initial state, so that the tests see every path at work.
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.05 * torch.randn_like(p))
    return model


class ModelTest(unittest.TestCase):
    def setUp(self):
        self.model = small_model()

    @torch.no_grad()
    def test_degenerate_contexts_give_finite_sorted_quantiles(self):
        x = torch.full((8, 512), NAN)
        x[1] = 5.0
        x[2, -1] = -3.5
        x[3, 100] = 7.0
        x[4] = 1e9 + 1000 * torch.randn(512)
        x[5] = 1e-9 * torch.randn(512)
        x[6] = 1e30 * torch.randn(512)
        x[7] = 0.0
        y = self.model(x)
        self.assertTrue(torch.isfinite(y).all())
        self.assertTrue((y[:, 1:] >= y[:, :-1]).all())
        torch.testing.assert_close(y[1], torch.full_like(y[1], 5.0), rtol=1e-3, atol=0)
        self.assertLess(y[7].abs().max().item(), 1e-20)

    @torch.no_grad()
    def test_forecast_moves_with_shift_and_scale(self):
        x = torch.randn(4, 512).cumsum(dim=1)
        torch.testing.assert_close(self.model(100 * x - 7), 100 * self.model(x) - 7, rtol=1e-3, atol=1e-1)

    @torch.no_grad()
    def test_shorter_tensor_equals_padded_tensor(self):
        x = torch.full((4, 512), NAN)
        x[:, -90:] = torch.randn(4, 90).cumsum(dim=1)
        torch.testing.assert_close(self.model(x), self.model(x[:, -96:]), rtol=1e-4, atol=1e-4)

    @torch.no_grad()
    def test_untrained_model_repeats_a_clean_season(self):
        torch.manual_seed(0)
        model = Forecaster(ModelConfig()).eval()
        season = torch.randn(168)
        x = season.repeat(4)[None, :512]
        expected = season.repeat(5)[512:576]
        self.assertLess((model(x)[0, MEDIAN] - expected).abs().max().item(), 0.3)

    def test_squash_has_an_inverse(self):
        x = torch.tensor([-1e4, -3.0, -1e-3, 0.0, 0.5, 50.0])
        torch.testing.assert_close(unsquash(squash(x)), x, rtol=1e-4, atol=1e-6)

    def test_tree_sum(self):
        x = torch.randn(3, 96)
        torch.testing.assert_close(tree_sum(x), x.sum(dim=1, keepdim=True))


class DataTest(unittest.TestCase):
    def test_every_family_is_finite(self):
        for family, _ in FAMILIES:
            for seed in range(5):
                x = family(np.random.default_rng(seed), 4, 640)
                self.assertEqual(x.shape, (4, 640))
                self.assertTrue(np.isfinite(x).all(), family.__name__)

    def test_shards_are_reproducible_and_differ(self):
        a, b, c = make_shard(1, 0, 32, 640), make_shard(1, 0, 32, 640), make_shard(1, 1, 32, 640)
        np.testing.assert_array_equal(a, b)
        self.assertFalse((a == c).all())

    def test_stream_can_start_anywhere(self):
        buckets = [Bucket(96, 8, 6), Bucket(512, 4, 257)]
        whole = WindowStream(5, 0, buckets, 64, 64, 3, 0, 0)
        batches = [whole.batch() for _ in range(6)]
        for workers in (0, 2):
            later = WindowStream(5, 0, buckets, 64, 64, 3, workers, 4)
            for i in (4, 5):
                for (a, b), (c, d) in zip(batches[i], later.batch()):
                    np.testing.assert_array_equal(a, c)
                    np.testing.assert_array_equal(b, d)
            later.close()

    def test_a_window_read_as_logarithms_has_the_deviation_that_was_drawn_in_its_history(self):
        rng = np.random.default_rng(0)
        window = rng.normal(3.0, 5.0, (200, 40)).astype(np.float32)
        window[:, :10] = 1e6  # in front of the history
        window[0, 12] = np.nan
        window[1, 10:] = 7.0
        grown_window = grow(rng, window, np.full(200, 10), 30)
        deviation = np.nanstd(np.log(grown_window[:, 10:30]), axis=1)
        self.assertEqual(deviation[1], 0.0)
        self.assertTrue(((deviation[2:] > 0.049) & (deviation[2:] < 1.21)).all())
        self.assertLess(deviation[2:].min(), 0.1)
        self.assertGreater(deviation[2:].max(), 1.0)
        order = np.argsort(window[2:, 10:], axis=1)
        np.testing.assert_array_equal(order, np.argsort(grown_window[2:, 10:], axis=1))

    def test_history_reaches_the_newest_step(self):
        stream = WindowStream(5, 0, [Bucket(96, 256, 6)], 64, 256, 1, 0, 0)
        context, target = stream.batch()[0]
        self.assertTrue(np.isfinite(target).all())
        self.assertGreater(np.isfinite(context[:, -1]).mean(), 0.9)


class RealDataTest(unittest.TestCase):
    def test_averages_end_with_the_newest_rows(self):
        np.testing.assert_array_equal(averaged(np.array([9.0, 1, 3, 4, NAN, 6, NAN, NAN, 2, 3]), 3), [8 / 3, NAN, 2.5])

    def test_windows_keep_their_order_and_say_what_is_missing(self):
        real = RealWindows.__new__(RealWindows)
        real.groups = [(1.0, [np.arange(1.0, 41.0)])]
        rng = np.random.default_rng(0)
        windows = real.draw(rng, 50, 96, 6, rng.integers(6, 97, 50), 64)
        self.assertEqual(windows.shape, (50, 160))
        for window in windows:
            known = np.flatnonzero(np.isfinite(window))
            self.assertLess(known[0], 96)
            self.assertGreaterEqual(known[-1], 96)
            self.assertEqual(len(known), known[-1] - known[0] + 1)

    def test_a_copy_on_another_scale_is_found_and_another_series_is_not(self):
        rng = np.random.default_rng(0)
        series, other = np.cumsum(rng.normal(size=(2, 60)), axis=1)
        known = stretches(series, 10)
        self.assertGreater(np.abs(known @ stretches(-3 * series[7:50] + 1000, 1).T).max(), LEAST)
        self.assertLess(np.abs(known @ stretches(other, 1).T).max(), LEAST)


class InitialTest(unittest.TestCase):
    @torch.no_grad()
    def test_a_grown_model_says_what_the_exported_one_says(self):
        model = small_model()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            export_onnx(model, path)
            state = read_onnx(path, model.config)
        for name, value in model.state_dict().items():
            self.assertTrue(torch.equal(value, state[name]), name)
        larger = ModelConfig(context=1024, width=32, layers=4, heads=2, feed_forward=48, lags=(*model.config.lags, *range(400, 416)))
        grown_model = Forecaster(larger).eval()
        grown_model.load_state_dict(grown(state, model.config, larger))
        x = torch.randn(4, 288).cumsum(dim=1)
        torch.testing.assert_close(grown_model(x), model(x), rtol=1e-4, atol=1e-3)


class Fp16Test(unittest.TestCase):
    def test_the_file_with_16_bits_is_described_and_goes_when_its_numbers_are_wrong(self):
        model = small_model()
        windows = np.random.default_rng(0).normal(size=(6, model.config.context)).cumsum(axis=1).astype(np.float32)
        with tempfile.TemporaryDirectory() as name, mock.patch.dict("os.environ"):
            os.environ.pop("FANTAIL_DATA", None)
            folder = Path(name)
            export_onnx(model, folder / "model.onnx")
            manifest = {"file": "model.onnx", "context": {"max": model.config.context}, "horizon": {"native": model.config.horizon}}
            (folder / "manifest.json").write_text(json.dumps(manifest))
            (folder / "scores.json").write_text("{}")
            (folder / "CARD.md").write_text("# Small\n\n## Limits\n\n- Small.\n")
            for _ in range(2):
                self.assertIsNone(fp16.add_fp16(folder, windows))
            content = (folder / fp16.FILE).read_bytes()
            self.assertLess(len(content), (folder / "model.onnx").stat().st_size)
            described = json.loads((folder / "manifest.json").read_text())["fp16"]
            self.assertEqual(described, {"file": fp16.FILE, "sha256": hashlib.sha256(content).hexdigest(), "sizeBytes": len(content)})
            difference = json.loads((folder / "scores.json").read_text())["fp16"]["max_relative_difference"]
            self.assertGreater(difference, 0)
            self.assertLess(difference, fp16.TOLERANCE)
            self.assertEqual((folder / "CARD.md").read_text().count("## With 16 bits"), 1)

            with mock.patch.object(fp16, "TOLERANCE", difference / 2):
                self.assertIn("differ", fp16.add_fp16(folder, windows))
            self.assertFalse((folder / fp16.FILE).exists())
            self.assertEqual(json.loads((folder / "manifest.json").read_text()), manifest)
            self.assertEqual((folder / "CARD.md").read_text(), "# Small\n\n## Limits\n\n- Small.\n")

    def test_names_that_changed_are_said(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(fp16, "HALVED", re.compile("nothing is called so")):
            export_onnx(small_model(), Path(folder) / "model.onnx")
            with self.assertRaisesRegex(SystemExit, "other names"):
                fp16.halve(Path(folder) / "model.onnx", Path(folder) / fp16.FILE)


class LossTest(unittest.TestCase):
    def test_loss_is_least_at_the_true_quantiles(self):
        torch.manual_seed(0)
        target = torch.randn(4096, 1)
        true = torch.quantile(target[:, 0], torch.tensor(LEVELS))[None, None].expand(4096, 1, -1)
        error = torch.ones(4096)
        best = pinball_loss(true, target, error, 0.5)
        for shift in (-0.3, 0.3):
            self.assertLess(best, pinball_loss(true + shift, target, error, 0.5))

    def test_unknown_targets_are_left_out(self):
        quantiles = torch.zeros(2, 4, len(LEVELS))
        target = torch.ones(2, 4)
        target[1] = NAN
        full = pinball_loss(quantiles[:1], target[:1], torch.ones(1), 0.5)
        torch.testing.assert_close(pinball_loss(quantiles, target, torch.ones(2), 0.5), full)


class BaselineTest(unittest.TestCase):
    def test_seasonal_naive_repeats_the_last_season(self):
        quantiles, error = seasonal_naive(np.tile([1.0, 2.0, 3.0], 4), 3, 5)
        np.testing.assert_allclose(quantiles[MEDIAN], [1, 2, 3, 1, 2])
        self.assertEqual(error, 0.0)


def short_run() -> dict:
    config = json.loads((Path(__file__).resolve().parents[1] / "configs" / "fantail-tiny.json").read_text())
    config |= {"steps": 4, "warm_up": 2, "shard_series": 32, "log_every": 2, "validate_every": 100, "save_every": 2, "threads": 1,
               "buckets": [{"length": 96, "windows": 4, "shortest": 6}]}
    config["model"] |= {"width": 32, "layers": 1, "heads": 2, "feed_forward": 32}
    return config


class ResumeTest(unittest.TestCase):
    def test_an_interrupted_run_ends_like_an_uninterrupted_one(self):
        config = short_run()
        weights = []
        for stops in ((0,), (2, 0)):
            with tempfile.TemporaryDirectory() as folder:
                for stop in stops:
                    worker(0, 1, config, folder, "", stop)
                state = torch.load(Path(folder) / "checkpoint.pt")
                self.assertEqual(state["step"], 4)
                weights.append(torch.cat([v.flatten() for v in state["average"].values()]))
        torch.testing.assert_close(weights[0], weights[1], rtol=0, atol=0)

    def test_a_config_that_goes_on_from_another_trains_that_one_first_and_starts_where_it_ended(self):
        first, second = short_run() | {"id": "first"}, short_run() | {"id": "second", "learning_rate": 0.0, "precision": "bfloat16"}
        second["initial"] = {"config": "first.json", "steps": 3}
        with tempfile.TemporaryDirectory() as name, mock.patch.dict("os.environ", {"FANTAIL_RUNS": name}), mock.patch.object(trainer, "CONFIGS", Path(name)):
            folder = Path(name)
            for config in (first, second):
                config["generators"] = trainer.GENERATOR_VERSION
                (folder / f"{config['id']}.json").write_text(json.dumps(config))
            step = lambda run: torch.load(folder / run / "checkpoint.pt")["step"]  # noqa: E731
            trainer.train(folder / "second.json", 1, stop_after=2)
            self.assertEqual(step("first"), 2)
            self.assertFalse((folder / "second").exists())
            trainer.train(folder / "second.json", 1, stop_after=1)
            trainer.train(folder / "second.json", 1, stop_after=2)
            trainer.train(folder / "second.json", 1, stop_after=0)
            self.assertEqual((step("first"), step("second")), (3, 4))
            states = [torch.load(folder / run / "checkpoint.pt")["average"] for run in ("first", "second")]
            for weight, value in states[0].items():
                torch.testing.assert_close(states[1][weight], value, rtol=1e-6, atol=1e-7)


if __name__ == "__main__":
    unittest.main()
