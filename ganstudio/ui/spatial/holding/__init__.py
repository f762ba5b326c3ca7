"""Which maps or style channels change the marked part on many faces."""
