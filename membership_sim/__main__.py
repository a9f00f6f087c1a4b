"""`python -m membership_sim` is the command; before it Python imports the package, whose interruption it tells itself."""

import sys

from membership_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
