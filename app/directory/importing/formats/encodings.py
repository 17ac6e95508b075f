"""From bytes to text: byte order marks, UTF-8, UTF-16, else the likeliest Windows code page."""

import itertools

from charset_normalizer import from_bytes

# What the desk may choose among when the guess is wrong; names are Python codecs.
CHOICES = ("utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "cp1254", "cp1256")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 64_000
# Letters that decide between pages which differ in a few places only.
_CENTRAL = frozenset("łŁąĄżŻźŹľĽťŤ")
_CONSONANTS = frozenset("řŘčČćĆśŚ")  # ø, è, æ and œ in western Europe
_VOWELS = frozenset("aeiouyáéíóúýäëöüőűěů")
_TURKIC = frozenset("ğĞıİşŞ")


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """(text, name of the encoding). A chosen `encoding` wins over every guess; wrong bytes become U+FFFD."""
    if encoding:
        codec = "utf-8-sig" if encoding == "utf-8" else encoding
        return data.decode(codec, "replace"), encoding
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace").lstrip("\ufeff"), name.replace("-sig", "")
    wide = _utf16(data)
    if wide:
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        page = _code_page(data)
        return data.decode(page, "replace"), page


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark: the high bytes of ASCII letters, commas and line ends are zero."""
    sample = data[:_SAMPLE]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > 0.25 * half and sample[0::2].count(0) < 0.02 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.25 * half and sample[1::2].count(0) < 0.02 * half:
        return "utf-16-be"
    return ""


def _code_page(data: bytes) -> str:
    sample = b"\n".join(line for line in data[:_SAMPLE].splitlines() if not line.isascii())
    shares = {page: _share(sample, page) for page in ("cp1251", "cp1256")}
    for page, share in shares.items():
        if share > 0.9:
            return page
    best = from_bytes(sample, cp_isolation=list(CHOICES[2:])).best()
    page = best.encoding if best is not None and best.encoding in CHOICES else "cp1252"
    if page in ("cp1250", "cp1252"):
        page = "cp1250" if _looks_central(sample) else "cp1252"
    if page == "cp1252" and _looks_turkish(sample):
        return "cp1254"
    return page


def _share(sample: bytes, page: str) -> float:
    """The share of bytes above ASCII that are letters of the page's own script, standing side by side."""
    text = sample.decode(page, "replace")
    first, last = ("\u0400", "\u04ff") if page == "cp1251" else ("\u0600", "\u06ff")
    own = [first <= letter <= last for letter in text]
    high = sum(not letter.isascii() for letter in text)
    beside = sum(a and b for a, b in itertools.pairwise(own))
    return beside / high if high and beside > 0.5 * sum(own) else 0.0


def _looks_central(sample: bytes) -> bool:
    """Letters that would be signs in western Europe; or consonants where these have vowels: "Dvořák", "Ostbø"."""
    text = sample.decode("cp1250", "replace")
    votes = sum(letter in _CENTRAL for letter in text) - sum(letter in "ĺă" for letter in text)
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if letter in _CONSONANTS and (before.isalpha() or after.isalpha()):
            votes += 1 if before.lower() in _VOWELS or after.lower() in _VOWELS else -1
        elif letter in "ńŃ" and before.isalpha():
            votes += -1 if after.lower() in _VOWELS else 1
    return votes > 0


def _looks_turkish(sample: bytes) -> bool:
    letters = sample.decode("cp1254", "replace")
    return sum(letter in _TURKIC for letter in letters) > sum(letter in "ÐÞðþÝý" for letter in letters)
