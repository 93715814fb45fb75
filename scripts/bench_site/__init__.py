"""The portal as `make bench` measures it: one page more (signed in, empty), and no throttling."""
