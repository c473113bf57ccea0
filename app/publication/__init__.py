"""The only door from counts to a reader."""
