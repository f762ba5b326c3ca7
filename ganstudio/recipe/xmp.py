"""A recipe in XMP, the metadata that JPEG and WebP carry and that GIMP keeps.

Format: XMP Specification Part 1 (ISO 16684-1), and Part 3 for its places in files. The recipe's JSON is the property
`dc:source`, "the resource from which this one is derived": GIMP drops properties of vocabularies that it does not know.
"""

from __future__ import annotations

import hashlib
import struct
from html import escape  # that of xml.sax brings a client for the web along
from xml.etree import ElementTree as ET  # its expat, 2.4 and newer, refuses entities that would fill the memory

PNG_KEY = "XML:com.adobe.xmp"
_SOURCE = "{http://purl.org/dc/elements/1.1/}source"
_EXTENDED = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"
_STANDARD_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENSION_HEAD = b"http://ns.adobe.com/xmp/extension/\0"
_LARGEST_SEGMENT = 65_000
"""Bytes that one segment of a JPEG takes, with room for its head (Part 3, 1.1.3)."""


def packet(document: str, more: str = "") -> bytes:
    """The XMP packet of a recipe.

    Args:
        document: The recipe's JSON, or nothing.
        more: Further attributes of the description, as XML.
    """
    source = f"<dc:source>{escape(document, quote=False)}</dc:source>" if document else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="GanStudio"{more}>{source}</rdf:Description>\n'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def jpeg_segments(document: str) -> bytes:
    """The same as a JPEG's segments: one, or where it is too long for that, extended XMP in several."""
    whole = packet(document)
    if len(whole) <= _LARGEST_SEGMENT:
        return _segment(_STANDARD_HEAD + whole)
    name = hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()
    note = f' xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="{name}"'
    parts = [_segment(_STANDARD_HEAD + packet("", note))]
    for offset in range(0, len(whole), _LARGEST_SEGMENT):
        place = name.encode() + struct.pack(">II", len(whole), offset)
        parts.append(_segment(_EXTENSION_HEAD + place + whole[offset : offset + _LARGEST_SEGMENT]))
    return b"".join(parts)


def _segment(content: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content  # APP1


def document_in(found: bytes, segments: list[tuple[str, bytes]]) -> str | None:
    """The recipe's JSON in a picture's XMP, None where there is none.

    Args:
        found: The packet.
        segments: Those of a JPEG, as Pillow's `applist` has them: an extended packet is put together from them.
    """
    source, extension = _read(found)
    if source is None and extension:
        head = _EXTENSION_HEAD + extension.encode("ascii", "replace")
        parts = [part[len(head) + 4 :] for _, part in segments if part.startswith(head)]
        source, _ = _read(b"".join(part[4:] for part in sorted(parts)))  # each begins with its place, 4 bytes
    return source


def _read(found: bytes) -> tuple[str | None, str]:
    """The source and the name of the extension; programs write each as an element or as an attribute."""
    try:
        root = ET.fromstring(found.strip(b"\0"))
    except ET.ParseError:
        return None, ""
    values: dict[str, str] = {}
    for element in root.iter():
        values.update({element.tag: element.text or "", **element.attrib})
    return values.get(_SOURCE), values.get(_EXTENDED, "")
