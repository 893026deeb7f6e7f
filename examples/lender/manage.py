"""The commands of the lender's project: Django's and Scorewright's, with a database that is started or found."""

import os
from pathlib import Path

from scorewright.project.command_line import main

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lender.settings")
    # The web, the worker and the scheduler are processes of their own, and find the project where this one does.
    places = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, places))
    main()
