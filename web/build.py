#!/usr/bin/env python3
"""Makes one page of web/: the modules become one script, named by its digest in the page's Content-Security-Policy.

Usage: build.py FINDING_CODES HEAD TAIL [VIEWER]. Writes what stands before the embedded files of a record and what stands
behind them; and the same without a record as a page of its own.
"""

import base64
import hashlib
import html
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
IMPORT = re.compile(r"^import \{([^}]*)\} from '\./(\w+)\.js';\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) ?\*? ?(\w+))", re.MULTILINE)
ENTRY = "worker", "page"


def module(name, done, out):
    """Appends the module, after all that it imports, as a scope of its own that gives what it exports."""
    if name in done:
        return
    done.add(name)
    text = (HERE / "src" / f"{name}.js").read_text(encoding="utf-8")
    for match in IMPORT.finditer(text):
        module(match.group(2), done, out)
    if "import " in IMPORT.sub("", text).split("\n\n")[0]:
        raise SystemExit(f"build.py: {name}.js: an import of another form")
    exports = EXPORT.findall(text)
    text = EXPORT.sub("", IMPORT.sub(lambda match: f"const {{{match.group(1)}}} = module_{match.group(2)};\n", text))
    out.append(f"const module_{name} = (() => {{\n{text}return {{ {', '.join(exports)} }};\n}})();\n")


def script(codes):
    out = ["'use strict';\n"]
    done = set()
    for name in ENTRY:
        module(name, done, out)
    out.append(f"const FINDING_CODES = {codes};\n")
    out.append("if (typeof document === 'undefined') module_worker.serve(self);\n"
               "else module_page.start(document.currentScript.textContent, FINDING_CODES);\n")
    return "".join(out)


def policy_hash(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def main(arguments):
    codes_path, head_path, tail_path, *viewer_path = arguments
    codes = json.dumps(json.loads(pathlib.Path(codes_path).read_text(encoding="utf-8")), separators=(",", ":"))
    text = script(codes)
    style = (HERE / "style.css").read_text(encoding="utf-8")
    for what in (text, style):
        if re.search(r"</|<!--", what):
            raise SystemExit("build.py: a script or style would end early in HTML")
    noscript = re.search(r"noscript: '([^']*)'", (HERE / "src" / "text.js").read_text(encoding="utf-8")).group(1)
    page = (HERE / "page.html").read_text(encoding="utf-8")
    for name, value in {"script_hash": policy_hash(text), "style_hash": policy_hash(style), "style": style,
                        "noscript": html.escape(noscript), "script": text}.items():
        page = page.replace(f"@{name}@", value)
    head, tail = page.split("@data@\n")
    pathlib.Path(head_path).write_text(head, encoding="utf-8")
    pathlib.Path(tail_path).write_text(tail, encoding="utf-8")
    for path in viewer_path:
        pathlib.Path(path).write_text(head + tail, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
