"""The list of the documents of a company: filtered, sorted, what was not read marked."""
