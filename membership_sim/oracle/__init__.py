"""Judging what others made, by the rules and never by the core's own word.

- `membership_sim.oracle.laws`: the laws that every timeline obeys, whoever made it.
- `membership_sim.oracle.records`: the judges of records that other tools made.
- `membership_sim.oracle.matrix`: states and actions as the specification has them, which coverage is counted in;
  `states` and `dates` are what laws and judges count with.
"""
