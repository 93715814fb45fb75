"""What was typed in the search box of the questions, on the portal and on the public site."""

from dataclasses import dataclass

from django.http import HttpRequest

from employees.nir import REFUSED_IN_ADDRESS, looks_like_nir

MAX_TYPED = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """`elsewhere`: where whoever typed a NIR is led, since it must not stay in an address, which browsers keep."""

    typed: str
    is_nir_refused: bool = False
    elsewhere: str = ""


def asked_in(request: HttpRequest) -> Asked:
    typed = request.GET.get("q", "").strip()[:MAX_TYPED]
    if looks_like_nir(typed):
        return Asked("", elsewhere=f"{request.path}?refus={REFUSED_IN_ADDRESS}")
    return Asked(typed, is_nir_refused=request.GET.get("refus") == REFUSED_IN_ADDRESS)
