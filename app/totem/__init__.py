"""Pure: a sheet in, a profile out. Does not touch files, clocks, randomness, frameworks or languages."""
