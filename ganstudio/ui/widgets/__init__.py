"""Small widgets, one job each, that know neither the session nor the engine."""
