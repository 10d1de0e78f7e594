"""XML bytes into an element tree, with document types refused."""

import re
from xml.etree.ElementTree import Element, XMLParser

_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)


def parse_document(data: bytes) -> Element:
    """The root of a UTF-8 document, whatever encoding it declares.

    Raises ValueError for a document type, and with it for any entity of its own; ``ParseError`` for what is no XML.
    """
    if _DOCTYPE.match(data):
        raise ValueError("a document type is not accepted")
    parser = XMLParser(encoding="utf-8")
    parser.feed(data)
    return parser.close()
