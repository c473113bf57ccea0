"""Setting up a mirror survey, and its organiser's pages: days, voices, places, papers, commitments."""
