"""The conformance suite: short stories with what must come of them, made from the table and the rule books."""
