import json
import subprocess
import sys

LEARNER_LIBRARIES = {"sklearn", "xgboost", "lightgbm", "scipy"}
SERVING = """
import json, sys
import scorewright.project.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_asgi__fresh_process__has_no_learner_library() -> None:
    """Each would cost every web process memory (all of them: 97 MB) and start-up time, for what it never does."""
    done = subprocess.run([sys.executable, "-c", SERVING], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert {"django", "onnxruntime"} <= loaded
    assert loaded & LEARNER_LIBRARIES == set()
