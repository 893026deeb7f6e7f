"""``python -m benchmarks.experiments``: simulate all rules, and end with one line of JSON."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from statistics import median

import numpy as np

from benchmarks.exact_interval import exact_interval
from benchmarks.experiments.less_noise import KNOWN, always_valid_cuped
from benchmarks.experiments.simulation import (
    ALPHA,
    CHALLENGER,
    POWER,
    Judge,
    World,
    always_valid,
    answers,
    daily_z_test,
    fixed_horizon,
    histories,
    plain_rule,
    sample_ratio_rings,
)
from benchmarks.experiments.verification import recovery

RULES: dict[str, Judge] = {
    "": always_valid,
    "cuped_": always_valid_cuped,
    "fixed_horizon_": fixed_horizon,
    "daily_z_test_": daily_z_test,
    "plain_rule_": plain_rule,
}


def main() -> int:
    options = _options()
    equal = World(looks=options.looks, lift=options.lift)
    better = replace(equal, challenger=equal.champion + options.lift)
    answer: dict[str, object] = {}
    for prefix, judge in RULES.items():
        answer |= _rates(prefix, judge, equal, better, options)
    # Equal versions again, but people answer more often after the challenger.
    uneven = replace(equal, answered=(equal.answered[0], equal.answered[0] + 0.05))
    for prefix in ("", "plain_rule_"):
        found = answers(RULES[prefix], uneven, experiments=options.experiments, seed=options.seed + 2)
        answer[f"{prefix}false_promotion_rate_where_feedback_differs"] = _share(
            sum(each.winner == CHALLENGER for each in found), options.experiments
        )
    recovered = recovery(np.random.default_rng(options.seed), periods=max(1, options.experiments // 2), resamples=200)
    answer["verification_bias"] = {name: asdict(recovered[name]) for name in ("precision", "recall", "accuracy")}
    rings = sum(map(sample_ratio_rings, histories(equal, experiments=options.experiments, seed=options.seed)))
    answer |= {
        "sample_ratio_alarm_rate": _share(rings, options.experiments),
        "cuped_known_share": KNOWN,
        "stated_rate": ALPHA,
        "stated_power": POWER,
        "daily_looks": equal.looks,
        "experiments": options.experiments,
        "labelled_planned": equal.planned("always_valid"),
        "fixed_horizon_labelled_planned": equal.planned("fixed_horizon"),
        "world": asdict(equal),
        "seed": options.seed,
    }
    print(json.dumps(answer))
    return 0


def _rates(prefix: str, judge: Judge, equal: World, better: World, options: argparse.Namespace) -> dict[str, object]:
    # All rules are asked about the same experiments.
    of_equal = answers(judge, equal, experiments=options.experiments, seed=options.seed)
    of_better = answers(judge, better, experiments=options.experiments, seed=options.seed + 1)
    wrong = sum(each.winner is not None for each in of_equal)
    promoted = sum(each.winner == CHALLENGER for each in of_equal)
    found = [each.look for each in of_better if each.winner == CHALLENGER]
    print(f"{judge.__name__}: {wrong} false, {len(found)} found, of {options.experiments}", file=sys.stderr)
    return {
        f"{prefix}false_winner_rate": _share(wrong, options.experiments),
        f"{prefix}false_winner_interval": exact_interval(wrong, options.experiments),
        f"{prefix}false_promotion_rate": _share(promoted, options.experiments),
        f"{prefix}power": _share(len(found), options.experiments),
        f"{prefix}power_interval": exact_interval(len(found), options.experiments),
        f"{prefix}median_days_to_winner": median(found) if found else None,
    }


def _share(count: int, of: int) -> float:
    return round(count / of, 4)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.experiments", description=__doc__)
    parser.add_argument("--experiments", type=int, default=1000, help="with equal arms, and as many with a better one")
    parser.add_argument("--looks", type=int, default=60, help="days on which somebody looks")
    parser.add_argument("--lift", type=float, default=0.05, help="of the better challenger, over an accuracy of 0.8")
    parser.add_argument("--seed", type=int, default=2026)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
