"""What Totem is made of that others wrote: by name, version, hash and licence; and whether something is known of it."""
