"""`python -m membership_sim` is the command.

Python imports the package before this, and tells of an interruption of that itself; the installed command is quiet.
"""

import sys

from membership_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
