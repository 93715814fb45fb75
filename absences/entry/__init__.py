"""An absence entered by a form, then looked at, changed, cut in two, cancelled."""
