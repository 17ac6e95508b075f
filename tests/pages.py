"""A browser without script. Every page it fetches must be a good one; forms are filled by their labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID_ERRORS = {"expected-doctype-but-got-start-tag"}


@dataclass
class Page:
    """A fetched page: `response`, its parsed `tree`, and the way on."""

    response: TestResponse
    tree: Element
    browser: "Pages"
    path: str

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """What a person reads, white space folded."""
        body = self.tree.find(".//body")
        return " ".join("".join(_texts(body if body is not None else self.tree)).split())

    def links(self) -> list[str]:
        return [a.attrib["href"] for a in self.tree.iter("a") if "href" in a.attrib]

    def link(self, label: str) -> str:
        for a in self.tree.iter("a"):
            if label in " ".join("".join(a.itertext()).split()):
                return a.attrib["href"]
        raise AssertionError(f"no link “{label}” on {self.path}: {self.text[:400]}")

    def follow(self, label: str) -> "Page":
        return self.browser.get(self.link(label))

    def form(self, button: str) -> "Form":
        """The form with that button."""
        for form in self.tree.iter("form"):
            for node in form.iter():
                label = (
                    " ".join("".join(node.itertext()).split())
                    if node.tag == "button"
                    else node.attrib.get("value")
                )
                if node.tag in {"button", "input"} and label and button in label:
                    return Form(self, form, node)
        raise AssertionError(f"no button “{button}” on {self.path}: {self.text[:400]}")

    def submit(self, button: str, **by_label: Any) -> "Page":
        """Fill fields by their label's beginning (underscores for spaces allowed) and press the button."""
        form = self.form(button)
        for label, value in by_label.items():
            form.fill(label.replace("_", " "), value)
        return form.submit()


class Form:
    def __init__(self, page: Page, node: Element, button: Element) -> None:
        self.page, self.node, self.button = page, node, button
        self.values: list[tuple[str, Any]] = list(_successful(node, button))

    def fill(self, label: str, value: Any) -> "Form":
        """Set the field whose label begins with `label`, whatever its case."""
        name = self._name_of(label)
        self.values = [(key, old) for key, old in self.values if key != name]
        for item in value if isinstance(value, list) else [value]:
            if item is True:
                self.values.append((name, "y"))
            elif item is not False and item is not None:
                self.values.append((name, item))
        return self

    def set(self, name: str, value: Any) -> "Form":
        """Set a field by its name, for what has no label."""
        self.values = [(key, old) for key, old in self.values if key != name] + [(name, value)]
        return self

    def submit(self) -> Page:
        action = self.button.attrib.get("formaction") or self.node.attrib.get("action") or self.page.path
        method = self.button.attrib.get("formmethod") or self.node.attrib.get("method", "get")
        if method.lower() == "get":
            return self.page.browser.get(action, query_string=[(k, v) for k, v in self.values])
        data: dict[str, Any] = {}
        for key, value in self.values:
            data.setdefault(key, []).append(value)
        return self.page.browser.post(action, data)

    def _name_of(self, label: str) -> str:
        for node in self.page.tree.iter("label"):
            words = " ".join("".join(node.itertext()).split())
            if words.lower().startswith(label.lower()):
                target = node.attrib.get("for")
                for field in self.node.iter():
                    if field.tag in {"input", "select", "textarea"} and (
                        (target and field.attrib.get("id") == target)
                        or (not target and field in list(node.iter()))
                    ):
                        return field.attrib["name"]
        raise AssertionError(f"no field “{label}” on {self.page.path}")


class Pages:
    """Fetches pages and follows redirects."""

    def __init__(self, client: FlaskClient, base_url: str = "http://localhost") -> None:
        self.client, self.base_url = client, base_url

    def get(self, path: str, *, check: bool = True, **options: Any) -> Page:
        return self._page(self.client.get(path, base_url=self.base_url, **options), path, check)

    def post(self, path: str, data: dict[str, Any], *, check: bool = True, **options: Any) -> Page:
        return self._page(self.client.post(path, data=data, base_url=self.base_url, **options), path, check)

    def _page(self, response: TestResponse, path: str, check: bool) -> Page:
        for _ in range(5):
            if response.status_code not in {301, 302, 303, 307, 308}:
                break
            path = response.headers["Location"]
            response = self.client.get(path, base_url=self.base_url)
        if not (response.mimetype or "").startswith("text/html"):
            return Page(response, Element("html"), self, path)
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        tree = parser.parse(response.get_data(as_text=True))
        if check:
            errors = [e for e in parser.errors if e[1] not in VOID_ERRORS]
            assert not errors, f"{path}: HTML: {errors[:5]}"
            assert_good(tree, path)
        return Page(response, tree, self, path)


def assert_good(tree: Element, path: str) -> None:
    """One h1, unique ids, every field labelled, no inline script, style or handler."""
    assert len(list(tree.iter("h1"))) == 1, f"{path}: a page has one h1"
    ids = [node.attrib["id"] for node in tree.iter() if "id" in node.attrib]
    assert len(ids) == len(set(ids)), f"{path}: ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    labelled = {node.attrib.get("for") for node in tree.iter("label")}
    inside = {id(field) for label in tree.iter("label") for field in label.iter()}
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        assert "style" not in node.attrib, f"{path}: inline style on <{node.tag}>"
        handlers = [name for name in node.attrib if name.startswith("on")]
        assert not handlers, f"{path}: inline handler {handlers} on <{node.tag}>"
        if node.tag == "style":
            raise AssertionError(f"{path}: inline <style>")
        if node.tag == "script":
            data = node.attrib.get("type") in {"application/json", "application/ld+json"}
            assert data or "src" in node.attrib, f"{path}: inline script"
        if node.tag in {"input", "select", "textarea"} and node.attrib.get("type") not in {
            "hidden",
            "submit",
            "button",
        }:
            named = node.attrib.get("id") in labelled or id(node) in inside
            named = named or "aria-label" in node.attrib or "aria-labelledby" in node.attrib
            assert named, f"{path}: field {node.attrib.get('name')} has no label"


def _texts(node: Element) -> Iterator[str]:
    if node.tag in {"script", "style", "template"}:
        yield node.tail or ""
        return
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            yield from _texts(child)
        else:
            yield child.tail or ""
    yield " "
    yield node.tail or ""


def _successful(form: Element, button: Element) -> Iterator[tuple[str, Any]]:
    """The values that a browser would send (HTML, constructing the entry list)."""
    for node in form.iter():
        name = node.attrib.get("name") if isinstance(node.tag, str) else None
        if not name or "disabled" in node.attrib:
            continue
        kind = node.attrib.get("type", "text").lower()
        if node.tag == "input" and kind in {"checkbox", "radio"}:
            if "checked" in node.attrib:
                yield name, node.attrib.get("value", "on")
        elif node.tag == "input" and kind not in {"submit", "button", "file", "image"}:
            yield name, node.attrib.get("value", "")
        elif node.tag == "textarea":
            yield name, (node.text or "").removeprefix("\n")
        elif node.tag == "select":
            options = list(node.iter("option"))
            chosen = [o for o in options if "selected" in o.attrib]
            if not chosen and "multiple" not in node.attrib:
                chosen = options[:1]
            for option in chosen:
                yield name, option.attrib.get("value", "".join(option.itertext()))
        elif node is button and node.tag == "button":
            yield name, node.attrib.get("value", "")
