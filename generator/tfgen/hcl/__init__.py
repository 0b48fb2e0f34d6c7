"""HCL: text -> blocks, expressions and references with positions; Python values -> text.

The only package that imports `hcl2`, and only when something is parsed.
"""
