"""A room: the way in, phones, the screen, the remote, and what is taken home."""
