"""Judging: the laws that every timeline obeys, whoever made it. Start at `membership_sim.oracle.laws`."""
