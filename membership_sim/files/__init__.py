"""Files into core types and back: scenarios, rule books, snapshots; every error with its path, line and column."""
