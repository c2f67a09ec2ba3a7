"""Password hashes."""

from argon2 import extract_parameters

from showcase.adapters.passwords import Passwords


async def test_a_password_fits_its_own_hash_only() -> None:
    passwords = Passwords()
    made = await passwords.hash("correct horse battery")

    assert await passwords.verify("correct horse battery", made)
    assert not await passwords.verify("correct horse batterx", made)


async def test_nobodys_hash_costs_what_a_real_one_costs_and_fits_nothing() -> None:
    passwords = Passwords()
    real = await passwords.hash("correct horse battery")

    assert extract_parameters(passwords._decoy()) == extract_parameters(real)
    assert not await passwords.verify("correct horse battery", None)


async def test_a_hash_of_weaker_days_is_outdated() -> None:
    passwords = Passwords()
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$" + "x" * 43

    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(await passwords.hash("correct horse battery"))
