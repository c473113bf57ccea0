"""The terminal's way in: a module for each family of commands."""
