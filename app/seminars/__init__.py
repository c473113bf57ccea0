"""A campaign that lives for an hour, with a screen: its codes, the stage it is at, where it is kept, who follows it."""
