"""The term receipt: what was promised, delivered, signed and disputed over the term of an agreement, sealed."""
