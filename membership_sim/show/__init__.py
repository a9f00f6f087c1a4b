"""Views of a timeline: words, table, JSON, CSV, Markdown, diagrams. Every one is a pure function of the entries."""
