"""HTTP of delegations: `company` for who gives, `invitation` for who is invited, the others for the cabinet."""
