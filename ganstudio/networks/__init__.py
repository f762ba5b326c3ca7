"""StyleGAN2 in torch: the network, the model files it comes from, and a facade that takes and gives NumPy arrays."""
