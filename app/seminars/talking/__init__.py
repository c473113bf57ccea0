"""What a room talks about beside its beats: votes, groups, a word, what is taken home."""
