"""What people take away from a release: one table of its figures, and the files that are written from it."""
