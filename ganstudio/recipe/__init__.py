"""The document: what makes a picture, as frozen values, with its JSON codec, its history and its PNG."""
