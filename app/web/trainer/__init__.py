"""What a trainer who comes back needs around a room: the venue's computer, rooms of before, an address that stays."""
