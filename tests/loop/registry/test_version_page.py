from scorewright.loop.registry.version_page import certificate_in_words, version_page

CERTIFICATE = {
    "rows": 10,
    "largest_difference": 0.0,
    "flipped_labels": 0,
    "flipped_bands": 2,
    "stress_rows": 2000,
    "stress_largest_difference": 0.0,
    "stress_flipped_labels": 1,
    "tolerance": 1e-5,
}


def test_certificate_in_words__flips__are_counted() -> None:
    words = certificate_in_words(CERTIFICATE)
    assert words.endswith("largest difference 0 (limit 1e-5), 1 label flipped, 2 bands flipped")


def test_certificate_in_words__none__says_so() -> None:
    assert certificate_in_words({}) == "There is no certificate."


def test_version_page__metric_without_meaning__is_no_number(make_version) -> None:
    version = make_version()
    version.metrics["precision"] = {"value": None, "low": None, "high": None}
    line = next(line for line in version_page(version)["metric_lines"] if line.label == "Precision")
    assert (line.value, line.interval) == ("n/a", "n/a")


def test_version_page__importance__longest_bar_is_full(make_version) -> None:
    version = make_version()
    version.importance = {"parcels": 0.2, "distance": 0.8}
    bars = version_page(version)["importance"]
    assert [(bar.label, bar.percent) for bar in bars] == [("distance", 100.0), ("parcels", 25.0)]


def test_version_page__no_importance__no_bars(make_version) -> None:
    version = make_version()
    version.importance = None
    assert version_page(version)["importance"] == []
