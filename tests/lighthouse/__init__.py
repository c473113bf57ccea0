"""Google's Lighthouse on seventeen pages: `make lighthouse`. A command, not a test: what it measures is a time."""
