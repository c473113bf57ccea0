"""Every component in every state, for those who work on them."""
