"""The tabs at the right; each is told everything and none imports another."""
