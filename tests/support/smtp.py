"""A mail server: so much of SMTP (RFC 5321) as it takes to receive a letter, without TLS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class FakeSmtp:
    """The server's side; tests look at what has come."""

    url: str = ""
    refuses: bool = False
    """Whether every letter is refused at the end."""
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    """Not set while the server lets its clients wait."""
    commands: list[str] = field(default_factory=list)
    mails: asyncio.Queue[EmailMessage] = field(default_factory=asyncio.Queue)

    async def receive(self) -> EmailMessage:
        """Return the next letter, once it is there."""
        return await asyncio.wait_for(self.mails.get(), 10)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client."""
        await self.speaks.wait()
        writer.write(b"220 loopback\r\n")
        while line := await reader.readline():
            command = line.decode().strip()
            self.commands.append(command)
            writer.write(await self._reply(command.upper(), reader, writer))
            if command.upper() == "QUIT":
                break
        writer.close()

    async def _reply(
        self, command: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        if command.startswith("EHLO"):
            return b"250-loopback\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n"
        if command == "QUIT":
            return b"221 bye\r\n"
        if command != "DATA":
            return b"250 ok\r\n"
        writer.write(b"354 go on\r\n")
        letter = await reader.readuntil(b"\r\n.\r\n")
        if self.refuses:
            return b"554 no\r\n"
        self.mails.put_nowait(message_from_bytes(letter[:-3], policy=policy.default))
        return b"250 taken\r\n"


@asynccontextmanager
async def run_smtp() -> AsyncIterator[FakeSmtp]:
    """Serve mail on a free port of this machine."""
    smtp = FakeSmtp()
    smtp.speaks.set()
    server = await asyncio.start_server(smtp.answer, "127.0.0.1", 0)
    async with server:
        smtp.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield smtp
