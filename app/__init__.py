"""Totem: answers on both sides of the mirror become an animal for a person and anonymous totals for everyone.

totem          pure: a sheet in, a profile out
figures        pure: numbers in, coordinates out
banks          YAML in, a questionnaire out, or precise faults
tallies        what the crowd said, as counts; never people
bus            what the processes of a site tell each other
pool_keys      where the keys of what waits are kept: a file, or two nodes in memory
transfer       whole tables between databases: backup, restore, move
publication    the only door from counts to a reader
campaigns      where sheets are counted
seminars       a room with a screen, for an hour: its stage, its phones, its reveal
barometer      several voices side by side, from what each has published
exports        what people take away of a release: tables, files, papers
actions        sequences that cross concepts; no HTTP
revealing      the day on which an edition of a mirror survey is read
endings        how a mirror survey ends before its time
signals        what is seen from outside, in steps; lines of the log
watching       looks at a process once a minute, and answers who reads its signals
db             all that this app remembers
web            HTTP in, HTML out: a folder for each family of pages
cli            the terminal's way in
child_process  work in a process of its own
days           which day it is, in which zone
publishing     who may read a campaign's figures and from when, and under which licence
redis_nodes    the way to a Redis or Valkey node
settings       the environment, read once
resources      where templates, static files, banks and migrations are
assembly       stores and services of one process, and their life
main           joins what assembly makes with the families of web

docs/architecture.md draws the map, the direction of imports and the threads.
"""

__version__ = "0.1.0"
