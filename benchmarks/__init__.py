"""What is measured and what is tortured: run from the root of the project, by make; no part of the product."""

import sys
from pathlib import Path

# Its use cases have a name of their own, as those of any package; the product finds them by PYTHONPATH.
sys.path.append(str(Path(__file__).with_name("use_cases")))
