"""What is seen from outside, and what is written down."""
