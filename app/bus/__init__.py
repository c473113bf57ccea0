"""What the processes of a site tell each other."""
