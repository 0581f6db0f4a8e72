"""Looks for many texts in many files at once, in every plain form that a program could have let them slip in.

A text is looked for as it is, in base64 and base64url at each of the three places where it can begin, in hex of both
cases and in UTF-16 of both byte orders.
"""

import base64

HEAD = 8  # bytes that a candidate is told by; every form of a text of 10 characters has more


def forms_of(text):
    """(name, bytes) of each form."""
    raw = text.encode()
    yield "plain", raw
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "UTF-16LE", text.encode("utf-16-le")
    yield "UTF-16BE", text.encode("utf-16-be")
    for shift in range(3):
        # Characters that hold bits of what stands before or behind the text are cut off.
        begin = (shift * 8 + 5) // 6
        end = (shift + len(raw)) * 8 // 6
        padded = bytes(shift) + raw
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            yield f"{name}+{shift}", encode(padded)[begin:end]


class Searcher:
    def __init__(self, texts):
        self._heads = {}
        for text in texts:
            for name, form in forms_of(text):
                self._heads.setdefault(form[:HEAD], []).append((form, text, name))

    def find(self, data):
        """{(text, name of the form)} that stand in `data`."""
        found = set()
        heads = self._heads
        for at in range(len(data) - HEAD + 1):
            candidates = heads.get(data[at:at + HEAD])
            if candidates:
                found.update((text, name) for form, text, name in candidates if data.startswith(form, at))
        return found

    def find_in_folders(self, folders, skip=()):
        """{(text, name of the form): a file that holds it} over every file below the folders but those below `skip`."""
        found = {}
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not any(path.is_relative_to(other) for other in skip):
                    for hit in self.find(path.read_bytes()) | self.find(str(path.name).encode()):
                        found.setdefault(hit, path)
        return found


def self_test():
    """Every form, wherever in a file it stands, is found; a text that is not there is not."""
    text = "Marker0123456789"
    searcher = Searcher([text, "AnotherMarker456"])
    problems = []
    for name, form in forms_of(text):
        if (text, name) not in searcher.find(b"\x00padding" + form + b"tail"):
            problems.append(f"the search misses {name}")
    for shift in range(3):
        encoded = base64.b64encode(b"\xff" * shift + text.encode() + b"\xfe rest")
        if not searcher.find(encoded):
            problems.append(f"the search misses base64 of a text that begins {shift} bytes in")
    if searcher.find(b"nothing of the kind " * 100):
        problems.append("the search finds what is not there")
    return problems
