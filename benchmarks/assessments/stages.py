"""``python -m benchmarks.assessments.stages``: where the time of an assessment goes, in one process and nobody else.

Of the same applications as the benchmark's; the last ``--count`` of them are left for the command.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from time import monotonic
from types import ModuleType
from typing import Any

from benchmarks.assessments.own_process import beside_the_product
from benchmarks.assessments.taking_in import take_in

ALONE, WARM_UP = 2_000, 200


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.assessments.stages", description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    with beside_the_product():
        process(WARM_UP, options.size, options.seed + 1)
        spent = process(ALONE, options.size, options.seed + 2)
        taking_in = take_in(options.count, options.seed)
    stages = {name: round(1000 * seconds / ALONE, 3) for name, seconds in spent.items()}
    answer = {"milliseconds": {"taking_in": round(1000 * taking_in / options.count, 3), **stages}}
    print(json.dumps(answer))
    return 0


def process(count: int, size: int, seed: int) -> dict[str, float]:
    """Seconds by stage."""
    from scorewright.loop.intake.assessing import asking, deciding, draining  # noqa: PLC0415 - Django is set up by now
    from scorewright.loop.intake.processing.selection import Selection  # noqa: PLC0415
    from scorewright.loop.intake.processing.working import process as work  # noqa: PLC0415
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    take_in(count, seed)
    with acting_for(FIRST_TENANT) as scope:
        tenant_id = scope.tenant_id
    spent: Counter[str] = Counter()
    put_back = [
        _replaced(asking, "wake", lambda *_: None),  # no worker is to help
        _timed(draining, "claim", spent),
        _timed(draining, "claimed_rows", spent),
        _timed(deciding, "decide_together", spent),
        _timed(deciding, "insight_into", spent),
        _timed(draining, "decide_claimed", spent),
    ]
    done = work(Selection(), tenant_id=tenant_id, by="benchmark", size=size)
    for restore in put_back:
        restore()
    if done.ended["COMPLETED"] != count:
        raise SystemExit(f"{done.ended['COMPLETED']} of {count} were assessed: {done.reasons[:3]}")
    deciding_and_insight = spent["decide_together"] + spent["insight_into"]
    return {
        "asking": float(done.seconds["asking"]),
        "claiming": float(spent["claim"] + spent["claimed_rows"]),
        "deciding": float(spent["decide_together"]),
        "insight": float(spent["insight_into"]),
        "keeping": float(spent["decide_claimed"] - deciding_and_insight),
        "looking": float(done.seconds["looking"]),
    }


def _timed(module: ModuleType, name: str, spent: Counter[str]) -> Callable[[], None]:
    """Count the seconds of a function of ``module``; what puts it back."""
    function = getattr(module, name)

    def timed(*given: Any, **named: Any) -> Any:
        began = monotonic()
        try:
            return function(*given, **named)
        finally:
            spent[name] += monotonic() - began  # type: ignore[assignment]  # a Counter adds any number

    return _replaced(module, name, timed)


def _replaced(module: ModuleType, name: str, by: Callable[..., Any]) -> Callable[[], None]:
    """Put ``by`` in the place of what ``module`` has under that name; what puts it back."""
    before = getattr(module, name)
    setattr(module, name, by)
    return lambda: setattr(module, name, before)


if __name__ == "__main__":
    sys.exit(main())
