"""`python -m membership_sim.cli`: the same as the command `membership-sim`."""

from membership_sim.cli import main

main()
