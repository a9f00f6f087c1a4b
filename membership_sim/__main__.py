"""`python -m membership_sim` is the command."""

import sys

from membership_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
