"""Jobs: many pictures from one plan, written so that they can be stopped at any moment and go on."""
