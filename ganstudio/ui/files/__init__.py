"""Files: the film strip, opening and saving, the trash."""
