from benchmarks.serving.bulk import summary


def test_summary__two_rounds__rows_per_second_over_their_mean_time() -> None:
    found = summary({"library": [1.0, 1.0], "parquet": [1.0, 1.5], "csv": [4.0, 4.0]}, 1_000_000, [310, 290])
    assert found["bulk_parquet_ratio"] == 0.8
    assert found["bulk_parquet_rows_per_second"] == 800_000
    assert found["bulk_csv_rows_per_second"] == 250_000
    assert found["bulk_peak_mib"] == 310
