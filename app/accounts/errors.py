"""What accounts refuse."""

from app.errors import Refused
from app.i18n import N_


class DemoOutsideDemo(Refused):
    code = "demo_account"
    sentence = N_("Demo accounts exist in demo mode only.")


class WeakPassword(Refused):
    code = "weak_password"
    sentence = N_("The password needs at least %(length)s characters.")


class NoSuchUser(Refused):
    code = "no_such_user"
    sentence = N_("Nobody signs in with %(email)s here.")


class NotAnAddress(Refused):
    code = "not_an_address"
    sentence = N_("“%(email)s” is not an e-mail address.")


class LastAdministrator(Refused):
    code = "last_administrator"
    sentence = N_("A mission keeps at least one administrator. Appoint another one first.")


class WrongRole(Refused):
    code = "wrong_role"
    sentence = N_("That role cannot be given here.")
