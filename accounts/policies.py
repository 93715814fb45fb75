"""Who may do what with accounts."""

from accounts.models import Membership, User


def can_prepare_letters(user: User, caisse_id: int) -> bool:
    """Managers prepare, print and download the letters of their own caisse; the network's superusers, of all."""
    if not user.is_active or not user.is_staff or not user.has_perm("accounts.prepare_letters"):
        return False
    return user.is_superuser or user.staff_caisse_id == caisse_id


def can_close_account(user: User) -> bool:
    """A member of a caisse's staff does not close their account from the portal: the caisse does."""
    return not user.is_staff


def can_switch_off_second_factor(user: User) -> bool:
    """Compulsory for the staff of a caisse (SECURITY D13)."""
    return not user.is_staff


def can_act_on(by: User, person: User) -> bool:
    """Managers act on the accounts of the people of their caisse's companies; superusers of the network, on all.

    Nobody acts on their own account from the admin; only the network acts on the staff's; a closed account is over.
    """
    if not by.is_active or not by.is_staff or by.pk == person.pk or person.closed_at is not None:
        return False
    if by.is_superuser:
        return True
    if person.is_staff or person.is_superuser or not by.has_perm("accounts.manage_people"):
        return False
    if by.staff_caisse_id is None:
        return False
    return Membership.objects.in_force().filter(user=person, adherent__caisse_id=by.staff_caisse_id).exists()


def can_remove_second_factor(by: User, person: User) -> bool:
    """Only the network, which makes sure of who asks: the caisse alone could be talked into it."""
    return by.is_superuser and can_act_on(by, person)
