from scorewright.science.explanations.explanation import Explanation


def test_exact__by_method__only_occlusion_is_not() -> None:
    found = {method: Explanation(0.0, {}, "log_odds", method).exact for method in ("linear", "tree_shap", "occlusion")}
    assert found == {"linear": True, "tree_shap": True, "occlusion": False}
