"""The first page, texts, health, and what browsers and search engines ask of a site."""
