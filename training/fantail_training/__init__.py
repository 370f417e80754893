"""Training of Fantail's bundled forecast models."""
