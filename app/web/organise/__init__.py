"""Making a campaign on the web, and its organiser's own pages."""
