"""`python -m ganstudio.bench`: how fast pictures are made here, beside what else could make them."""
