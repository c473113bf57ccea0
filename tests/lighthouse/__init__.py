"""Google's Lighthouse on four pages: `make lighthouse`. A command, not a test: what it measures is a time."""
