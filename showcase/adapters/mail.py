"""Mail to people: over SMTP where it is set up, else on the console of whoever develops here."""

import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from showcase.choices import Environment
from showcase.config import Settings

SECONDS = 20.0
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class MailNotSent(Exception):
    """The mail server does not take the mail."""


@dataclass(frozen=True)
class Mail:
    """A letter in plain text."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Somebody who brings mail to people."""

    async def send(self, mail: Mail) -> None:
        """Send a mail.

        Raises:
            MailNotSent: It is not on its way.
        """


class ConsoleMailer:
    """Writes mail to the console, for whoever develops here: nobody else may see it."""

    async def send(self, mail: Mail) -> None:
        """Write a mail to standard error."""
        sys.stderr.write(f"\nTo: {mail.to}\nSubject: {mail.subject}\n\n{mail.text}\n")
        sys.stderr.flush()


class SmtpMailer:
    """Hands mail to an SMTP server; a password goes over TLS only."""

    def __init__(self, url: str, *, sender: str) -> None:
        parts = urlsplit(url)
        password = unquote(parts.password) if parts.password else None
        self._sender = sender
        self._domain = sender.rpartition("@")[2].rstrip(">")
        self._server: dict[str, Any] = {
            "hostname": parts.hostname,
            "port": parts.port,
            "username": unquote(parts.username) if parts.username else None,
            "password": password,
            "use_tls": parts.scheme == "smtps",
            "local_hostname": self._domain,
            "timeout": SECONDS,
        }
        if password is not None and parts.scheme == "smtp":
            self._server["start_tls"] = True
        elif parts.hostname in HERE:
            self._server["start_tls"] = False  # its certificate would be nobody's

    async def check(self) -> None:
        """Return if the server lets us in.

        Raises:
            MailNotSent: The server does not answer, or has no TLS for a password.
        """
        try:
            async with aiosmtplib.SMTP(**self._server):
                return
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailNotSent from error

    async def send(self, mail: Mail) -> None:
        """Send a mail.

        Raises:
            MailNotSent: The server does not answer, does not take it, or has no TLS for a password.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, mail.to, mail.subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self._domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        try:
            await aiosmtplib.send(message, **self._server)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailNotSent from error


def open_mailer(settings: Settings) -> Mailer | None:
    """Return who brings mail; None in production as long as no mail server is set up."""
    if url := settings.smtp_url.get_secret_value():
        return SmtpMailer(url, sender=settings.mail_from)
    return None if settings.environment is Environment.PRODUCTION else ConsoleMailer()
