"""A campaign's figures as released: pages, files, frames and the API."""
