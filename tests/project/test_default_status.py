import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from scorewright.project.default_status import check_default_status


@pytest.mark.parametrize("status", [None, "production", "testing"])
def test_default_status__there_is_such__taken(status) -> None:
    with override_settings(PREDICT_DEFAULT_STATUS=status):
        check_default_status()


def test_default_status__unknown__names_the_setting_and_what_there_is() -> None:
    words = r"SCOREWRIGHT_PREDICT_DEFAULT_STATUS must be one of .*; it is 'famous'"
    with override_settings(PREDICT_DEFAULT_STATUS="famous"), pytest.raises(ImproperlyConfigured, match=words):
        check_default_status()


@pytest.mark.parametrize("start", ["import scorewright.project.asgi", "import django; django.setup()"])
def test_start__unknown_default_status__refused(start) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SCOREWRIGHT_PREDICT_DEFAULT_STATUS": "famous",
    }
    done = subprocess.run([sys.executable, "-c", start], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "SCOREWRIGHT_PREDICT_DEFAULT_STATUS must be one of" in done.stderr) == (1, True)
