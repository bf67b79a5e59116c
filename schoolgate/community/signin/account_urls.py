"""The pages of allauth that a school has use for.

Left out: signing oneself up (accounts come by invitation), changing one's e-mail address (it is the school's
record; a new invitation follows a new address), and joining accounts of other services.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as other_accounts
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from schoolgate.community.signin import sessions, views

_password = [
    path("change/", account.password_change, name="account_change_password"),
    path("set/", account.password_set, name="account_set_password"),
    path("reset/", account.password_reset, name="account_reset_password"),
    path("reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

_second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", sessions.adding(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", sessions.adding(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
]

_school_account = [
    path("cancelled/", other_accounts.login_cancelled, name="socialaccount_login_cancelled"),
    path("error/", login_not_required(other_accounts.login_error), name="socialaccount_login_error"),
    path("<slug:provider_id>/", openid.login, name="openid_connect_login"),
    path("<slug:provider_id>/callback/", openid.callback, name="openid_connect_callback"),
]

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", include(_password)),
    path("second-step/", include(_second_factor)),
    path("school-account/", include(_school_account)),
]
