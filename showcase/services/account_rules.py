"""What an e-mail address, a password and a name of an account must be."""

from email_validator import EmailNotValidError, validate_email

from showcase.errors import InvalidInput, WeakPassword

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 256
MIN_DISTINCT_CHARACTERS = 5
MAX_DISPLAY_NAME_LENGTH = 200


def normal_email(email: str) -> str:
    """Return the one form of an address that is stored and looked for.

    Raises:
        InvalidInput: It is no address.
    """
    try:
        checked = validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidInput("This is not an e-mail address.", path=["input", "email"]) from error
    return checked.normalized.lower()


def find_email(email: str) -> str | None:
    """Return the stored form of an address, if it is one."""
    try:
        return normal_email(email)
    except InvalidInput:
        return None


def check_password(password: str, *, email: str | None, path: list[str]) -> None:
    """Return if a password may be chosen.

    Raises:
        WeakPassword: Too short, too long or too simple.
    """
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise WeakPassword(
            f"A password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters.", path=path
        )
    if len(set(password)) < MIN_DISTINCT_CHARACTERS:
        raise WeakPassword("This password is too simple. Use more different characters.", path=path)
    if email and email in password.lower():
        raise WeakPassword("Your password must not contain your e-mail address.", path=path)


def normal_name(display_name: str | None) -> str | None:
    """Return the form of a name that is stored.

    Raises:
        InvalidInput: Too long, or with signs that do not print.
    """
    name = (display_name or "").strip()
    if len(name) > MAX_DISPLAY_NAME_LENGTH or not name.isprintable():
        raise InvalidInput(
            f"A name has at most {MAX_DISPLAY_NAME_LENGTH} characters, all printable.",
            path=["input", "displayName"],
        )
    return name or None
