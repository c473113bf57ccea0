"""A sheet in, a profile out. Pure."""
