"""Ratios to a bare route, side by side in one run. Promises no verdict: figures are printed, never asserted."""
