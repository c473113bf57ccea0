"""The two homes of the keys of open and ready pools: a file on one machine, two nodes in memory for several."""
