"""What leaves the section as files: payments, a campaign, a month of payroll, a certificate."""
