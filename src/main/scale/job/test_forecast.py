"""pytest test_forecast.py: what the job promises, on numbers that it makes itself."""
import numpy as np
import pyarrow as pa
import pyarrow.compute  # noqa: F401
import pytest

import forecast_partition as job


def table(series, start="2020-01", steps=48, unit="M", values=None):
    times = (np.datetime64(start, unit) + np.arange(steps)).astype("datetime64[ms]")
    values = 100 + 10 * np.sin(np.arange(steps) / 2) if values is None else values
    return pa.table({"series": [series] * steps, "timestamp": times, "value": np.asarray(values, float)})


def test_a_forecast_goes_on_where_the_series_ends():
    made = job.forecast_table(table("a"), 3)
    assert made.schema == job.SCHEMA
    assert [str(stamp)[:10] for stamp in made["timestamp"].to_pylist()] == ["2024-01-01", "2024-02-01", "2024-03-01"]


def test_quantiles_rise_and_stay_above_zero_where_the_series_does():
    rows = job.forecast_table(table("a", values=np.r_[np.zeros(40), np.ones(8)]), job.NATIVE)
    levels = np.array([rows[f"q{level}"].to_numpy() for level in job.LEVELS])
    assert (np.diff(levels, axis=0) >= 0).all() and (levels >= 0).all()


def test_neighbours_order_and_batches_change_nothing():
    one = job.forecast_table(table("a"), 5)
    both = pa.concat_tables([table("b", steps=30), table("a")])
    shuffled = both.take(np.random.default_rng(1).permutation(both.num_rows))
    made = job.forecast_table(shuffled, 5, batch=1)
    again = made.filter(pa.compute.equal(made["series"], "a"))
    np.testing.assert_allclose(again["q0.9"].to_numpy(), one["q0.9"].to_numpy(), rtol=1e-4)


def test_a_gap_is_a_missing_value_and_a_short_series_is_left_out():
    whole = table("a", unit="D", start="2020-01-01")
    gap = pa.concat_tables([whole.slice(0, 20), whole.slice(21)])
    assert job.forecast_table(gap, 2).num_rows == 2
    assert job.forecast_table(table("a", steps=7), 2).num_rows == 0


def test_what_it_can_not_do_is_refused_with_the_reason():
    with pytest.raises(ValueError, match=f"1 to {job.NATIVE} steps"):
        job.forecast_table(table("a"), job.NATIVE + 1)
    with pytest.raises(ValueError, match='"a" is not regular'):
        job.forecast_table(pa.concat_tables([table("a"), table("a")]), 2)
