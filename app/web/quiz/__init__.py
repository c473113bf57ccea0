"""The quiz: its way in, its steps, its end."""
