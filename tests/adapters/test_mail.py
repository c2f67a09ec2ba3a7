"""Mail over a real SMTP client to a server on loopback, and on the console."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from showcase.adapters.mail import ConsoleMailer, Mail, MailNotSent, SmtpMailer, open_mailer
from showcase.choices import Environment
from tests.support.settings import make_settings
from tests.support.smtp import run_smtp

MAIL = Mail(to="ada@example.com", subject="Grüße", text="Hello Ada,\nhere is a link.\n")
SENDER = "Showcase <showcase@us.example>"


async def test_a_mail_arrives_as_it_was_written() -> None:
    async with run_smtp() as smtp:
        await SmtpMailer(smtp.url, sender=SENDER).send(MAIL)
        received = await smtp.receive()

    assert (received["From"], received["To"], received["Subject"]) == (SENDER, MAIL.to, "Grüße")
    assert received.get_content().splitlines() == MAIL.text.splitlines()
    assert received["Message-ID"].endswith("@us.example>")
    assert received["Date"]


async def test_a_mail_that_is_not_taken_is_not_sent() -> None:
    async with run_smtp() as smtp:
        smtp.refuses = True
        with pytest.raises(MailNotSent):
            await SmtpMailer(smtp.url, sender=SENDER).send(MAIL)
    with pytest.raises(MailNotSent):
        await SmtpMailer(smtp.url, sender=SENDER).send(MAIL)  # nobody answers any more


async def test_a_password_is_not_sent_without_tls() -> None:
    async with run_smtp() as smtp:
        url = smtp.url.replace("//", "//ada:pass%40word@")
        with pytest.raises(MailNotSent):
            await SmtpMailer(url, sender=SENDER).send(MAIL)

    assert [command for command in smtp.commands if command.startswith("AUTH")] == []


async def test_the_console_shows_the_mail(capsys: pytest.CaptureFixture[str]) -> None:
    await ConsoleMailer().send(MAIL)

    shown = capsys.readouterr()
    assert MAIL.text in shown.err
    assert shown.out == ""


def test_production_without_a_mail_server_sends_none(tmp_path: Path) -> None:
    production = make_settings(tmp_path, environment=Environment.PRODUCTION)
    configured = make_settings(tmp_path, smtp_url="smtp://mail.example", mail_from=SENDER)

    assert open_mailer(production) is None
    assert isinstance(open_mailer(make_settings(tmp_path)), ConsoleMailer)
    assert isinstance(open_mailer(configured), SmtpMailer)


@pytest.mark.parametrize(
    "half",
    [
        {"smtp_url": "smtp://mail.example"},
        {"smtp_url": "http://mail.example", "mail_from": SENDER},
        {"oidc_issuer": "https://issuer.example"},
        {"oidc_issuer": "x", "oidc_audience": "y", "oidc_jwks_url": "file:///etc/passwd"},
        {
            "environment": "production",
            "oidc_issuer": "x",
            "oidc_audience": "y",
            "oidc_jwks_url": "http://issuer.example",
        },
        {"environment": "production", "previous_secret_keys": "short"},
    ],
)
def test_settings_that_mean_nothing_alone_are_refused(tmp_path: Path, half: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        make_settings(tmp_path, **half)
