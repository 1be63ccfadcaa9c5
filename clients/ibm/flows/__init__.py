"""Flows that both releases of the client run; `v049` and `v051` import them as tests."""
