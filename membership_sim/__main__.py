"""`python -m membership_sim` is the installed command, as quiet when it is interrupted while the command is imported.

Python imports the package itself before this, and tells of an interruption of that in its own way.
"""

from membership_sim_command import main

if __name__ == "__main__":
    main()
