"""Who is absent: today, this week, the next one."""
