"""A program of the benchmark inside the product: its database, its models, its own process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from scorewright.project.embedded.home import home_from
from scorewright.project.embedded.stack import Embedded


@contextmanager
def beside_the_product() -> Iterator[None]:
    """Django as the product in SCOREWRIGHT_HOME has it, which runs."""
    with Embedded(home_from(os.environ)) as embedded:
        os.environ.update(embedded.environment())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
        import django  # noqa: PLC0415 - reads the environment, which stands only now

        django.setup()
        yield
