"""Resumes that carry what a reader of PDFs might run, open, send or unpack; and locked ones."""

from io import BytesIO
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.hostile.paper import open_resume, save

CANARY = "x-ray-canary"
"""Stands in all that must not come out at the other end."""
SCRIPT = f"app.alert('{CANARY}'); this.exportDataObject({{cName: '{CANARY}', nLaunch: 2}});"


def make_script() -> bytes:
    """Return a resume with programs that run when it, a page of it or a name is opened."""
    pdf = open_resume()
    action = Dictionary(S=Name.JavaScript, JS=String(SCRIPT))
    pdf.Root.OpenAction = action
    pdf.Root.AA = Dictionary(WC=action, WS=action, DC=action)
    pdf.pages[0].AA = Dictionary(O=action, C=action)
    tree = Dictionary(Names=Array([String("run"), action]))
    pdf.Root.Names = Dictionary(JavaScript=tree)
    return save(pdf)


def make_launch(url: str) -> bytes:
    """Return a resume whose links start programs, open files and send forms somewhere."""
    pdf = open_resume()
    target = Dictionary(F=String(url), FS=Name.URL)
    actions = [
        Dictionary(S=Name.Launch, F=String("/bin/sh"), Win=Dictionary(F=String("cmd.exe"))),
        Dictionary(S=Name.GoToR, F=String("\\\\127.0.0.1\\share\\x.pdf"), D=Array([0, Name.Fit])),
        Dictionary(S=Name.SubmitForm, F=target, Flags=4),
        Dictionary(S=Name.ImportData, F=target),
        Dictionary(S=Name.URI, URI=String("javascript:alert(1)")),
        Dictionary(S=Name.URI, URI=String("file:///etc/passwd")),
        Dictionary(S=Name.URI, URI=String("data:text/html,<script>alert(1)</script>")),
    ]
    pdf.Root.OpenAction = actions[0]
    rectangle = Array([0, 0, 595, 842])
    pdf.pages[0].Annots = Array(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rectangle, A=action)
        for action in actions
    )
    return save(pdf)


def make_attachments() -> bytes:
    """Return a resume with a program, a page and another PDF attached to it."""
    pdf = open_resume()
    files = {
        f"{CANARY}.exe": b"MZ" + CANARY.encode(),
        f"../../{CANARY}.html": f"<script>{CANARY}</script>".encode(),
        "again.pdf": b"%PDF-1.7 " + CANARY.encode(),
    }
    for name, data in files.items():
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
    return save(pdf)


def make_form(url: str) -> bytes:
    """Return a resume that is also an XFA form: XML with entities that grow and ask for files."""
    pdf = open_resume()
    xml = (
        f'<!DOCTYPE x [<!ENTITY a "{CANARY}"><!ENTITY b "{"&a;" * 50}"><!ENTITY c "{"&b;" * 50}">'
        f'<!ENTITY d SYSTEM "file:///etc/passwd"><!ENTITY e SYSTEM "{url}">]>'
        f"<xdp:xdp><template><script>{SCRIPT}</script>&c;&d;&e;</template></xdp:xdp>"
    )
    field = Dictionary(FT=Name.Tx, T=String("name"), V=String(CANARY), Rect=Array([0, 0, 9, 9]))
    pdf.Root.AcroForm = Dictionary(
        XFA=Stream(pdf, xml.encode()), Fields=Array([pdf.make_indirect(field)]), SigFlags=3
    )
    return save(pdf)


def make_collection() -> bytes:
    """Return a resume as the cover of a bundle of files."""
    pdf = open_resume()
    pdf.attachments["inner.pdf"] = pikepdf.AttachedFileSpec(pdf, b"%PDF", filename="inner.pdf")
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D, D=String("inner.pdf"))
    return save(pdf)


def make_remote_parts(url: str) -> bytes:
    """Return a resume whose content, pictures and metadata are said to lie on a server."""
    pdf = open_resume()
    page = pdf.pages[0]
    there = Dictionary(Type=Name.Filespec, FS=Name.URL, F=String(url))
    picture = Stream(pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    picture.update({"/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8, "/F": there})
    page.Resources.XObject = Dictionary(P=picture)
    pdf.Root.Metadata = Stream(pdf, b"", Type=Name.Metadata, Subtype=Name.XML, F=there)
    page.Contents = Array([page.Contents, Stream(pdf, b"q 9 0 0 9 0 0 cm /P Do Q")])
    return save(pdf)


def lock(*, user: str = "", revision: Literal[3, 4, 6] = 6) -> bytes:
    """Return a resume that asks for the user's password, or for none to read it."""
    target = BytesIO()
    with open_resume() as pdf:
        nothing = pikepdf.Permissions(extract=False, print_lowres=False, print_highres=False)
        weak = revision < 6
        options = {"aes": False, "metadata": False} if weak else {}
        lock = pikepdf.Encryption(owner="own", user=user, R=revision, allow=nothing, **options)
        pdf.save(target, encryption=lock)
    return target.getvalue()


def make_unknown_lock() -> bytes:
    """Return a resume locked by a method nobody knows."""
    data = lock(user="", revision=4)
    return data.replace(b"/Filter /Standard", b"/Filter /Whatever")
