"""Outlines -> shapes: what hcl2's parser says of an outline, in terms of its pieces.

A shape is a nested tuple `(kind, first, last, …)`: the name of a node of `syntax.py` (or
`Attribute`, `Block`, `Name`), its first and last piece, counted from the start of the outline, and
what the kind needs: other shapes, pieces, words. Equal outlines have one shape, so that each is
parsed once, however many files it stands in.
"""
