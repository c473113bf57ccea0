"""Where sheets are counted: a bank, dates, the word for the people served."""
