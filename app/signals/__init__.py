"""What can be seen from outside: work that is counted in memory and given out in steps; lines of the log."""
