"""Pure: numbers in, coordinates out. Does not touch templates, languages or files."""
