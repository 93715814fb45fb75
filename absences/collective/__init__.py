"""Many people at once: a closing of the company, a bridge day; seen before it is done, undone while undeclared."""
