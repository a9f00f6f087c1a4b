"""Mutants of the model, and how well each suite of the tests notices them.

`catalogue` makes every first-order mutant of the table and of the values, as data; `model` puts one in force;
`suites` are the tests that must notice; `depth` tells whether a survivor can be told from the model at all.
`python -m tests.mutants` prints suites against mutants.
"""
