"""The mirror survey: several voices on the same dimensions, set beside one another from what each has published."""
