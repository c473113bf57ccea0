"""What a room has shown, for slides: each beat as a picture, a deck to edit, its released figures as a table."""
