"""How the built-in model was made: drawn faces, a generator fitted and sharpened, its attributes and tabs found."""
