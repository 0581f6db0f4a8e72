"""Random text: any that docs/formats.md section 2 lets stand in an event, and any that a pattern of the catalogue matches.

Limits: knows the pattern dialect of schemas/README.md and no more.
"""
import re

ATOM = re.compile(r"(?:\[([^\]]+)\]|(.))(?:\{([0-9]+)(?:,([0-9]+))?\})?")
# One, two, three and four bytes of UTF-8; combining and right-to-left marks; separators; what JSON escapes and what it does not.
CHARACTERS = "abz AZ09_-.:/'\"\\\n\t\u00e9\u0301\u00df\u0130\u06f3\u200f\u2028\u4e2d\ufeff\uff11\ufffd\U0001f600\U0010ffff"


def text(rng, length):
    return "".join(rng.choice(CHARACTERS) for _ in range(length))


def members_of(char_class):
    """The characters of what stands between [ and ]."""
    found = []
    rest = char_class
    while rest:
        if len(rest) > 2 and rest[1] == "-":
            found += [chr(c) for c in range(ord(rest[0]), ord(rest[2]) + 1)]
            rest = rest[3:]
        else:
            found.append(rest[0])
            rest = rest[1:]
    return found


def atoms_of(pattern):
    """Each atom as (characters, fewest, most)."""
    for char_class, plain, low, high in ATOM.findall(pattern[1:-1]):
        fewest = int(low or 1)
        yield members_of(char_class) if char_class else [plain], fewest, int(high or fewest)


def matching(rng, pattern):
    """A text of the pattern: as short as can be, as long as can be, or in between."""
    choose = rng.choice((lambda low, high: low, lambda low, high: high, rng.randint))
    out = []
    for characters, fewest, most in atoms_of(pattern):
        out += [rng.choice(characters) for _ in range(choose(fewest, most))]
    return "".join(out)
