#!/usr/bin/env python3
"""How well PDF is read: word scores over Arabic texts of several genres, fonts and programs.

    cargo build --release
    python3 tests/bench/pdf.py [--mizan target/release/mizan] [--work DIR] [--fonts A,B] [--texts a,b] [--worst]

Makes PDFs of texts of `pairs/` by the programs of soffice, chromium, xelatex and lualatex that are installed, in the
fonts that are installed, reads each by `mizan read --to text`, and prints the mean score of every way of making them. The
score is 2M/T: M words in common in the same order, T words of both texts, without vowel marks. PDFs stay in DIR and
are not made again.
"""

import argparse
import difflib
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    "contract": 60,
    "economics-report": 60,
    "faq": 60,
    "health-leaflet": 60,
    "software-manual": 80,
    "un-resolution": 60,
    "memoir": 12,
    "classical": 12,
}
VOCALISED = {"classical"}
FONTS = ["Amiri", "Noto Naskh Arabic", "KacstBook", "Scheherazade", "DejaVu Sans"]
LEAST = {"libreoffice": 0.98, "justified": 0.96, "chromium": 0.92, "xelatex": 0.95, "lualatex": 0.95}
MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def words(text):
    return MARKS.sub("", text).replace("\u00a0", " ").split()


def score(read, true):
    a, b = words(read), words(true)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    return 2 * common / max(1, len(a) + len(b))


def paragraphs(name):
    lines = (ROOT / "pairs" / name / "source.ar.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip()][: TEXTS[name]]


def fodt(lines, font, justified):
    align = "justify" if justified else "start"
    body = "".join(f'<text:p text:style-name="P">{html.escape(line)}</text:p>' for line in lines)
    header = "نموذج للقياس"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'{font}'"/></office:font-face-decls>
<office:styles><style:style style:name="Standard" style:family="paragraph"/></office:styles>
<office:automatic-styles>
<style:style style:name="P" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:text-align="{align}" style:writing-mode="rl-tb" fo:margin-bottom="0.2cm"/>
<style:text-properties style:font-name="F" style:font-name-complex="F" fo:font-size="13pt"
 style:font-size-complex="13pt" style:language-complex="ar" style:country-complex="EG"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
 fo:margin="2cm" style:writing-mode="rl-tb"/><style:header-style><style:header-footer-properties fo:min-height="1cm"
 fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm"
 fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:header><text:p text:style-name="P">{header}</text:p></style:header>
<style:footer><text:p text:style-name="P"><text:page-number/></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"""


def page(lines, font, columns):
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><meta charset="utf-8"><style>@page{{size:A4;margin:2cm}}'
        f"body{{font:13pt '{font}';columns:{columns};column-gap:1cm}}p{{margin:0 0 .6em}}</style>{body}</html>"
    )


def tex(lines, font, program):
    special = {c: "\\" + c for c in "#$%&_{}"} | {"\\": "\\textbackslash{}", "^": "\\^{}", "~": "\\~{}"}
    body = "\n\n".join("".join(special.get(c, c) for c in line) for line in lines)
    if program == "xelatex":
        setup = (
            f"\\usepackage{{fontspec}}\\usepackage{{bidi}}\\setmainfont[Script=Arabic]{{{font}}}"
            "\\begin{document}\\setRTL\n"
        )
    else:
        setup = (
            "\\usepackage[bidi=basic]{babel}\\babelprovide[import,main]{arabic}"
            f"\\babelfont{{rm}}{{{font}}}\\begin{{document}}\n"
        )
    return f"\\documentclass[12pt,a4paper]{{article}}{setup}{body}\n\\end{{document}}\n"


def run(command, folder):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.stdout.decode("utf-8", "replace")


def make(way, name, font, pdf):
    """Makes one PDF; says whether it is there."""
    lines = paragraphs(name)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        source = folder / pdf.stem
        if way in ("libreoffice", "justified"):
            source = source.with_suffix(".fodt")
            source.write_text(fodt(lines, font, way == "justified"), encoding="utf-8")
            profile = f"-env:UserInstallation=file://{pdf.parent}/profile"
            log = run(["soffice", profile, "--headless", "--convert-to", "pdf", source.name], folder)
        elif way.startswith("chromium"):
            source = source.with_suffix(".html")
            source.write_text(page(lines, font, 2 if way.endswith("2") else 1), encoding="utf-8")
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
            log = run(["chromium", *flags, f"--print-to-pdf={pdf.name}", source.name], folder)
        else:
            source = source.with_suffix(".tex")
            source.write_text(tex(lines, font, way), encoding="utf-8")
            log = run([way, "-interaction=nonstopmode", source.name], folder)
            if "Missing character" in (folder / pdf.name).with_suffix(".log").read_text(errors="replace"):
                print(f"{pdf.name} was not made: {font} lacks some of its characters", file=sys.stderr)
                return False
        made = folder / pdf.name
        if not made.exists():
            print(f"{pdf.name} was not made: {log[-300:]}", file=sys.stderr)
            return False
        shutil.copy(made, pdf)
        return True


def installed(font):
    if shutil.which("fc-list") is None:
        return True
    return bool(subprocess.run(["fc-list", font], capture_output=True, check=False).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mizan", default=str(ROOT / "target/release/mizan"))
    parser.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "mizan-pdf"))
    parser.add_argument("--fonts", default=",".join(FONTS))
    parser.add_argument("--texts", default=",".join(TEXTS))
    parser.add_argument("--ways", default="libreoffice,justified,chromium,chromium2,xelatex,lualatex")
    parser.add_argument("--worst", action="store_true", help="list every PDF, the worst first")
    parser.add_argument("--make-only", action="store_true")
    options = parser.parse_args()
    work = Path(options.work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    programs = {"libreoffice": "soffice", "justified": "soffice", "chromium": "chromium", "chromium2": "chromium"}
    rows = []
    for way in options.ways.split(","):
        program = programs.get(way, way)
        if shutil.which(program) is None:
            print(f"{program} is not installed: {way} is left out", file=sys.stderr)
            continue
        for name in options.texts.split(","):
            for font in filter(installed, options.fonts.split(",")):
                pdf = work / f"{way}-{name}-{font.replace(' ', '')}.pdf"
                if not pdf.exists() and not make(way, name, font, pdf):
                    continue
                if options.make_only:
                    continue
                command = [options.mizan, "read", str(pdf), "--lang", "ar", "--to", "text"]
                done = subprocess.run(command, capture_output=True, check=False)
                read = done.stdout.decode("utf-8", "replace")
                if done.returncode not in (0, 4):
                    print(f"{pdf.name}: {done.stderr.decode('utf-8', 'replace')}", file=sys.stderr)
                rows.append((way, name, font, score(read, "\n".join(paragraphs(name)))))
    if options.worst:
        for way, name, font, value in sorted(rows, key=lambda row: row[3]):
            print(f"{value:.4f}  {way:12} {name:18} {font}")
    print(f"{'made by':14} {'PDFs':>5} {'mean':>7} {'least':>7} {'vocalised':>10} {'wanted':>7}")
    for way in dict.fromkeys(row[0] for row in rows):
        plain = [row[3] for row in rows if row[0] == way and row[1] not in VOCALISED]
        marked = [row[3] for row in rows if row[0] == way and row[1] in VOCALISED]
        mean = lambda values: f"{sum(values) / len(values):.4f}" if values else ""
        least = f"{min(plain):.4f}" if plain else ""
        print(f"{way:14} {len(plain) + len(marked):5} {mean(plain):>7} {least:>7} {mean(marked):>10} {LEAST.get(way, ''):>7}")


if __name__ == "__main__":
    main()
