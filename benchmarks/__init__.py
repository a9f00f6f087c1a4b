"""What the simulator costs, as ratios against a bare peer measured in the same run: `python -m benchmarks`.

Ratios, since machines differ; each is of two things measured in turns, A B A B, in one run, so that whatever else the
machine does falls on both. The number that is judged is least against least, the runs that were disturbed least; the
median of the ratios of neighbours stands beside it and should tell the same. Exit status 1 when a bound is passed; the
aim is what the code is written for.

whole process: bound 2.2, aim 1.8
    A: `membership-sim run scenarios/first-year.yaml`
    B: `python -c "import transitions, pendulum"`
ten years: bound 1.8, aim 1.4
    A: `simulate` of ten years by the month, with pauses, failed charges and a rejoin
    B: the same triggers, sources and destinations, fired without guards on one stock `transitions` machine with a
       slots object
a hundred years: bound 1.15, aim 1.05
    A: a year of a hundred
    B: a year of ten
laws: bound 0.8, aim 0.5
    A: two years judged by all single-pass laws
    B: simulating them
check: bound 100, aim 50
    A: judging 10,000 plain lines of 1,000 members that interleave, each a join and a charge a month
    B: `json.loads` of each of these lines
memory of check: bound 1.1, aim 1.02
    A: the most that `membership-sim check` holds at a time for 1,000,000 such lines of 1,000 members
    B: the same for 10,000 lines

Whole processes are measured in CPU seconds, user and system, of the child alone; the rest in CPU seconds of this
process, with the garbage collected before each turn and the collector on during it, for both alike. Memory is measured
once, since it hardly differs; the million lines take some minutes.
`python -m benchmarks --turns 100` measures longer, `--only "ten years"` one of them, `--profile` tells where the
ten years go. `python -m tests.mutants --suite scenarios` is another thing: how many faults the scenarios notice.
"""
