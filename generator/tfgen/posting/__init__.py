"""Reports to where reviewers read them."""
