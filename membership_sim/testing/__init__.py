"""What others import into their own tests: stories and rule books that are valid by construction.

`strategies` is for Hypothesis (the extra `testing`); `stories` tells the same stories from a seed, and needs nothing.
"""
