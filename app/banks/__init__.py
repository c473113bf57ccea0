"""YAML in; a bank out, or a precise complaint."""
