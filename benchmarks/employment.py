"""``python -m benchmarks.employment``: how many job titles one core classifies a second, as one line of JSON.

No title stands twice, and nothing is kept of a title, only of words. They are our phrases as people write them: with
ranks, employers and places around them, in small or large letters, one in twenty with a slip, one in twenty unknown.
"""

import argparse
import json
import random
import sys
from time import perf_counter, process_time

from scorewright.usecases.credit.employment.classification import classify
from scorewright.usecases.credit.employment.phrases import own_phrases

BEFORE = ("", "", "", "Snr. ", "Asst. ", "Chief ", "I am a ", "Self employed ", "Works as ")
AFTER = (
    "",
    "",
    "",
    " (Accra)",
    ", Kumasi",
    " at Ghana Health Service",
    " - Tema",
    " / trader",
    " with VRA",
    " - Bosuso",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.employment", description=__doc__)
    parser.add_argument("--titles", type=int, default=100_000, help="how many, each written otherwise")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    started = perf_counter()
    classify("teacher blorft")
    loading_seconds = perf_counter() - started
    titles = titles_of(options.titles, random.Random(options.seed))  # noqa: S311 -- made-up titles are no secret
    started, started_on_core = perf_counter(), process_time()
    known = sum(classify(title).match_confidence > 0 for title in titles)
    seconds, on_core = perf_counter() - started, process_time() - started_on_core
    answer = {
        "titles_per_second": round(len(titles) / seconds),
        "titles_per_core_second": round(len(titles) / on_core),
        "titles": len(titles),
        "recognised_share": round(known / len(titles), 4),
        "loading_seconds": round(loading_seconds, 3),
        "seed": options.seed,
    }
    print(json.dumps(answer))
    return 0


def titles_of(count: int, rng: random.Random) -> list[str]:
    """So many titles, no two alike."""
    phrases = [phrase.text for phrase in own_phrases().values()]
    found: dict[str, None] = {}
    while len(found) < count:
        found[_written(rng.choice(phrases), rng)] = None
    return list(found)


def _written(phrase: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.05:
        phrase = "".join(rng.choices(LETTERS, k=rng.randint(3, 12)))
    elif chance < 0.10:
        at = rng.randrange(len(phrase))
        phrase = phrase[:at] + rng.choice(LETTERS) + phrase[at + 1 :]
    title = rng.choice(BEFORE) + phrase + rng.choice(AFTER)
    return rng.choice((title, title, title.title(), title.upper()))


if __name__ == "__main__":
    sys.exit(main())
