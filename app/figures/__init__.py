"""Numbers in, coordinates out. Pure."""
