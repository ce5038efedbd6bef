"""Proofs against real clients and faults; outside of `make test`, each ends by itself."""
