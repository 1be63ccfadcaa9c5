"""Flows that both releases of the client run; `v013` and `v014` import them as tests."""
