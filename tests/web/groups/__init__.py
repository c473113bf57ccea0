"""What a room talks about."""
