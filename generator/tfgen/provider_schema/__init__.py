"""What the providers accept: their schemas, indexed once per version, and what they refuse beyond.

`lookup` opens the indexes that came with tfgen and those of `tfgen schema pull`; `model` is what
they give; `sources` says which provider serves a block. See docs/provider-schema.md.
"""
