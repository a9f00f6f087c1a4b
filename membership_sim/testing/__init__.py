"""What others import into their own tests.

- Stories and rule books that are valid by construction: `strategies` is for Hypothesis (the extra `testing`), `stories`
  tells the same stories from a seed, and needs nothing.
- `conformance`: a test fails when a record is not as the model says.
- `driver`: any subscription system beside the model, by an `adapter` that is written for it.
- `scenario_items` and `differences` are for the plugin of pytest: scenario files as tests, timelines compared.
"""
