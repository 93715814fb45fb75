"""The pages of this journey: `entering` makes an absence, `absence` is about one that is made."""
