"""Asking a real provider what its validation refuses: configurations, answers, recorded checks.

`record.record` is the whole of it. It knows no provider: the wordings that it reads are those of
the two libraries that providers are written with, terraform-plugin-sdk and -plugin-framework.
"""
