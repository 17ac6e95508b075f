"""Why a row is not taken as it stands: gettext message ids, shown beside the row's own text."""

from app.i18n import N_

NO_NAME = N_("There is no name in this row.")
ONLY_OFFICE = N_("This row names an office or a body, but no person.")
TO_FOLLOW = N_("The name is still to follow.")
BAD_EMAIL = N_("This e-mail address cannot be right.")
BAD_PLACES = N_("The number of guests is not a whole number from 1 upwards.")
NAME_TOO_LONG = N_("The name is longer than 200 characters.")
NOT_A_NAME = N_("This does not look like a name.")
SEVERAL_PERSONS = N_("There are more than two persons in one cell. Give each a row.")
TOO_LONG = N_("One of the cells is far longer than what it should hold.")
