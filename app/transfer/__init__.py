"""What moves between databases as whole tables: backups, their way back, and a site that grows."""
