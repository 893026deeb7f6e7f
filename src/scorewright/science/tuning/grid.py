"""Points of a grid that may be far too large to be written down."""

import numpy as np

from scorewright.science.learners.learner import Parameters
from scorewright.science.learners.search_space import SearchSpace, grid_size

LARGEST = 1_000_000  # of a larger grid only points with a smaller number are drawn, which are spread over all of it


def grid_points(space: SearchSpace, usual: Parameters, seed: int, first: int, count: int) -> list[Parameters]:
    """The points ``first`` to ``first + count`` of the grid of ``space``, in an order drawn from ``seed``.

    Fewer where the grid ends. The point that equals ``usual``, if there is one, is left out: it has been tried.

    >>> from scorewright.science.learners.search_space import Choices
    >>> space = {"depth": Choices((2, 3)), "leaf": Choices((1, 5))}
    >>> sorted(point["leaf"] for point in grid_points(space, {"depth": 2, "leaf": 1}, 0, 0, 9))
    [1, 5, 5]
    """
    size = grid_size(space)
    order = np.random.default_rng(seed).permutation(min(size, LARGEST))
    stride = max(1, size // LARGEST)
    drawn: list[Parameters] = []
    for place in order[: first + count + 1].tolist():
        point = _point(space, place * stride)
        if point != usual:
            drawn.append(point)
    return drawn[first : first + count]


def _point(space: SearchSpace, number: int) -> Parameters:
    point = {}
    for name, part in space.items():
        number, place = divmod(number, len(part.grid))
        point[name] = part.grid[place]
    return point
