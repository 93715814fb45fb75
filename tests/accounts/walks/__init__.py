"""The walks of accounts: the person's own, the links they receive, the staff's."""

from tests.accounts.walks import links, my_account, staff, staff_entry

__all__ = ["links", "my_account", "staff", "staff_entry"]
