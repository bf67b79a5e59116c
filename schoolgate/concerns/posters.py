"""The poster that hangs in classrooms: a code to point a tablet at, few words, and what to do without one."""

import io

import segno

from schoolgate.design import paper


def classroom(school: str, address: str) -> bytes:
    """The poster as tagged PDF (A4). It names nobody: among those who look at it are their own children."""
    data = {
        "school": school,
        "heading": "Tell us. We can help.",
        "lines": ["Something online made you sad?", "Somebody is mean to you?", "Something scared you?"],
        "how": ["Point a tablet at the square.", "Or go to a grown-up you trust."],
        "address": address.partition("://")[2],
        "keeps_safe": "A grown-up who keeps children safe will read it.",
        "childline": "Not at school? Ring Childline: 0800 1111. It is free.",
        "qr": code(address),
    }
    return paper.pdf("tell", data, title=f"Tell us: {school}")


def code(address: str) -> str:
    """A QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, xmldecl=False, dark="#0f4c4a")
    return out.getvalue().decode()
