"""A mirror survey's edition: what its voices say, side by side."""
