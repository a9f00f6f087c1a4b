"""The page of a report in a real browser; `make browser` runs these tests, and no other lane does."""
