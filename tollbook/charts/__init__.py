"""Charts, by question."""
