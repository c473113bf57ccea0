"""One person's result, what it may be compared with, and what is shared of it."""
