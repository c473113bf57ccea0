"""Pictures of every page and state, for whoever looks at them: `make shots`."""
