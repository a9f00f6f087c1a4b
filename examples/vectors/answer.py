"""Answers the vectors' requests with the model itself: `node vectors/run.mjs -- python examples/vectors/answer.py`."""

import json
import sys

from membership_sim.vectors.story import outcome, scenario_of

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], **outcome(scenario_of(request))}), flush=True)
