"""What a room talks about beside its beats, on its screen, its phones, its remote and its recap."""
