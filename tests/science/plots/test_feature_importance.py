import io

import numpy as np
import pytest
from PIL import Image

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.plots.feature_importance import MOST_SHOWN, Importances, feature_importance


def _importances(features: int, *, beside: bool = True, name: str = "feature") -> Importances:
    permuted = {f"{name}_{n}": Interval(0.1 / (n + 1), 0.05 / (n + 1), 0.2 / (n + 1)) for n in range(features)}
    shares = dict.fromkeys(permuted, 1.0 / features)
    return Importances("ROC-AUC", permuted, 500, shares if beside else None, shares if beside else None)


def _height(found: Importances) -> int:
    image = Image.open(io.BytesIO(feature_importance(found)))
    image.load()
    return image.height


@pytest.mark.parametrize("features", [1, 3, 20, 40])
@pytest.mark.parametrize("beside", [True, False])
def test_feature_importance__any_number__is_a_png(features: int, beside: bool) -> None:
    assert _height(_importances(features, beside=beside)) > 300


def test_feature_importance__many_features__no_higher_than_the_twenty_shown() -> None:
    assert _height(_importances(400)) == _height(_importances(MOST_SHOWN))


def test_feature_importance__hostile_names_and_no_values__are_drawn() -> None:
    feature_importance(_importances(3, name="$\\frac{ <b>\x00\n" * 20))
    unknown = {"a": Interval(None, None, None), "b": Interval(-0.01, None, None)}
    assert feature_importance(Importances("F1", unknown, 10, {"a": 0.0, "b": 0.0}, {}))


def test_feature_importance__nothing_cut_off() -> None:
    content = feature_importance(_importances(40, name="a_very_long_name_of_a_feature_that_is_cut_in_its_middle"))
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("L"))
    assert (np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]) == 255).all()


def test_feature_importance__no_feature__is_refused() -> None:
    with pytest.raises(ValueError, match="no feature"):
        feature_importance(Importances("F1", {}, 10))
