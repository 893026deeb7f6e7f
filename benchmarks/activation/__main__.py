"""``python -m benchmarks.activation``: simulate both rules, and end with one line of JSON."""

import argparse
import json
import sys
from dataclasses import asdict, replace

import numpy as np

from benchmarks.activation.simulation import (
    LIMITS,
    Rule,
    World,
    gate,
    plain_rule,
    replacements,
    years_with_a_replacement,
)
from benchmarks.exact_interval import exact_interval


def main() -> int:
    options = _options()
    equal = World(rows=options.rows, champion=options.auc, challenger=options.auc, correlation=options.correlation)
    better = replace(equal, challenger=options.better_auc)
    answer: dict[str, object] = {}
    for prefix, rule in (("", gate), ("plain_rule_", plain_rule)):
        answer |= _rates(prefix, rule, equal, better, options)
    answer |= {
        "stated_rate": LIMITS.alpha,
        "retrains_a_year": LIMITS.retrains_a_year,
        "years": options.years,
        "comparisons": options.comparisons,
        "world": asdict(equal),
        "better_auc": options.better_auc,
        "seed": options.seed,
    }
    print(json.dumps(answer))
    return 0


def _rates(prefix: str, rule: Rule, equal: World, better: World, options: argparse.Namespace) -> dict[str, object]:
    # Both rules are asked about the same rows.
    wrong = years_with_a_replacement(rule, equal, years=options.years, rng=np.random.default_rng(options.seed))
    found = replacements(rule, better, comparisons=options.comparisons, rng=np.random.default_rng(options.seed + 1))
    print(f"{rule.__name__}: {wrong} of {options.years} years, {found} of {options.comparisons}", file=sys.stderr)
    return {
        f"{prefix}false_activation_rate": wrong / options.years,
        f"{prefix}false_activation_interval": exact_interval(wrong, options.years),
        f"{prefix}power": found / options.comparisons,
        f"{prefix}power_interval": exact_interval(found, options.comparisons),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.activation", description=__doc__)
    parser.add_argument("--years", type=int, default=2000, help="of twelve retrainings each, with equal models")
    parser.add_argument("--comparisons", type=int, default=2000, help="with a model that is better")
    parser.add_argument("--rows", type=int, default=5000, help="of each hold-out, 5 %% of them positive")
    parser.add_argument("--auc", type=float, default=0.75, help="of the model in production")
    parser.add_argument("--better-auc", type=float, default=0.8, help="of the better model")
    parser.add_argument("--correlation", type=float, default=0.8, help="of the two models' scores within a class")
    parser.add_argument("--seed", type=int, default=2026)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
