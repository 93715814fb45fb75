"""Leave declared to the caisse: what is to declare, what was, its receipt; taken back while it is not treated."""
