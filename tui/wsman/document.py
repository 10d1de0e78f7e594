"""XML bytes into an element tree, with what could make one unbounded refused."""

import re
from itertools import chain
from xml.etree.ElementTree import Element, XMLParser

MARKUP_LIMIT = 400_000
"""Tags, comments and the like in one document; a full envelope holds a tenth of it."""
DEPTH_LIMIT = 64
"""Elements within elements; an embedded instance in an event in an answer holds a quarter of it."""
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)


def parse_document(data: bytes) -> Element:
    """The root of a UTF-8 document, whatever encoding it declares.

    Raises ValueError for a document type, and with it for any entity of its own, and for what goes beyond the limits
    above; ``ParseError`` for what is no XML.
    """
    if _DOCTYPE.match(data):
        raise ValueError("a document type is not accepted")
    if len(data) > MARKUP_LIMIT and data.count(b"<") > MARKUP_LIMIT:
        raise ValueError("there is more markup than an answer has")
    parser = XMLParser(encoding="utf-8")
    parser.feed(data)
    root = parser.close()
    level = [root]
    for _ in range(DEPTH_LIMIT):
        level = list(chain.from_iterable(filter(len, level)))  # type: ignore[arg-type]  # len answers for elements
        if not level:
            return root
    raise ValueError("its elements are nested too deeply")
