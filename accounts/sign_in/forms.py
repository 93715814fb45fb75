"""The form of the sign-in page."""

from django import forms

from accounts.forms import PASSWORD_MAX_TYPED


class SignInForm(forms.Form):
    """Adresse électronique, mot de passe. Whether they are right is the backend's affair."""

    username = forms.CharField(
        label="Adresse électronique",
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Saisissez votre adresse électronique."},
    )
    password = forms.CharField(
        label="Mot de passe",
        max_length=PASSWORD_MAX_TYPED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Saisissez votre mot de passe."},
    )
