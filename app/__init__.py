"""Totem: answers on both sides of the mirror become an animal for a person and anonymous totals for everyone.

totem         pure: a sheet in, a profile out
figures       pure: numbers in, coordinates out
banks         YAML in, a bank out, or a precise complaint
tallies       what the crowd said, as counts; never people
publication   the only door from counts to a reader
campaigns     where sheets are counted
actions       sequences that cross concepts; no HTTP
db            all that this app remembers
web           HTTP in, HTML out
main          wires things together
cli           the terminal's way in, with campaign_cli, terminal, serving and demo
"""

__version__ = "0.1.0"
