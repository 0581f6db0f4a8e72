"""The reference verifier of reqledger bundles, written from docs/formats.md alone."""
