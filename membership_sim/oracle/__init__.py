"""Judging what others made, by the rules and never by the core's own word.

- The laws that every timeline obeys, whoever made it: start at `membership_sim.oracle.laws`.
- The judges of records: `whole_record` judges all members, `judge` one, `replay` tells its days again, `other_readings`
  tries the assumed values, `diagnosis` looks for what would explain a divergence.
- The matrix of states and actions, which coverage is counted in: `membership_sim.oracle.matrix`.
"""
