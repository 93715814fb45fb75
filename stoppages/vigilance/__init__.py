"""The vigilance canicule as Météo-France publishes it: its file read, its levels kept by département and day."""
