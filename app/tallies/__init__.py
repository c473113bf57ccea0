"""What the crowd said, as counts; never people."""
