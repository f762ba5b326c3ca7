"""StyleGAN2 and StyleGAN3 in torch: the networks, the files they come from, and a facade of NumPy arrays."""
