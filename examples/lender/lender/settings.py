"""Scorewright's settings, and the lender's own app beside it."""

from scorewright.project.settings import *  # noqa: F403
from scorewright.project.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "lender.loans"]
