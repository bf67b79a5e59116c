"""Reads a page the way its tests ask: elements by tag and attribute, and what a description says."""

from html.parser import HTMLParser

from tests.shown import as_shown

VOID = {"input", "br", "hr", "img", "meta", "link", "rect", "path", "circle"}


class Element:
    def __init__(self, tag, attrs):
        self.tag, self.attrs, self.text = tag, dict(attrs), ""

    def __getitem__(self, name):
        return self.attrs[name]

    @property
    def classes(self):
        return (self.attrs.get("class") or "").split()


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(as_shown(html))

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, attrs))

    def handle_endtag(self, tag):
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, tag, **attrs):
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.attrs.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag, **attrs):
        [element] = self.all(tag, **attrs)
        return element

    def described(self, element):
        """The words that a screen reader speaks after the name of the element."""
        by_id = {found.attrs["id"]: found for found in self.elements if "id" in found.attrs}
        ids = (element.attrs.get("aria-describedby") or "").split()
        return " ".join(" ".join(by_id[word].text.split()) for word in ids)
