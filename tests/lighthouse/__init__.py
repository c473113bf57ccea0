"""Google's Lighthouse on fifteen pages: `make lighthouse`. A command, not a test: what it measures is a time."""
