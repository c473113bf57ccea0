"""All that this app remembers, and the way to it."""
