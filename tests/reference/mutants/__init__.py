"""Mutations of a good bundle, by level of what the mutator mends afterwards."""
