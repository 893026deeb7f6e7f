"""``python -m scorewright.project`` is the command ``scorewright``."""

from scorewright.project.command_line import main

if __name__ == "__main__":
    main()
