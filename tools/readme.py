"""Write what follows from other files: the findings and notebooks in README.md, the list in the start notebook.

    python tools/readme.py

The reports must have been built. Which findings are shown stands in README.md itself, in the mark before them.
"""

import json
import re
import sys
from html import escape
from pathlib import Path

import yaml

__all__ = ["findings", "guide", "main", "notebooks", "with_block"]

ROOT = Path(__file__).resolve().parents[1]


def with_block(text: str, name: str, content: str) -> str:
    """The text with new content between the marks `<!-- name … -->` and `<!-- /name -->`.

    Examples
    --------
    >>> with_block("<!-- sum: a -->old<!-- /sum -->", "sum", "new")
    '<!-- sum: a -->new<!-- /sum -->'
    """
    pattern = rf"(<!-- {name}\b[^>]*-->).*?(<!-- /{name} -->)"
    return re.sub(pattern, lambda found: found[1] + content + found[2], text, flags=re.DOTALL)


def findings(readme: str, reports: Path) -> str:
    """The findings of the reports that the mark names, and the first one's picture."""
    slugs = re.search(r"<!-- findings: ([^>]*) -->", readme)[1].split()
    results = [json.loads((reports / slug / "results.json").read_text(encoding="utf-8")) for slug in slugs]
    lines = "\n".join(f"- {escape(result['finding'], quote=False)}" for result in results)
    alt = escape(next(iter(results[0]["figures"].values()))["alt"])
    picture = f"reports/pictures/{slugs[0].replace('/', '--')}.png"
    return f'\n{lines}\n\n<img src="{picture}" width="480" alt="{alt}">\n'


def notebooks(folder: Path) -> str:
    """A row for each notebook of the run list, with the question that it asks."""
    runs = yaml.safe_load((folder / "runs.yml").read_text(encoding="utf-8"))["runs"]
    rows = []
    for name in dict.fromkeys(run["notebook"] for run in runs):
        first = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"]
        question = "".join(first).splitlines()[0].removeprefix("# ")
        rows.append(f"| [{name}](notebooks/{name}.ipynb) | {question} |")
    return "\n" + "\n".join(["| notebook | question |", "|---|---|", *rows]) + "\n"


def guide(folder: Path) -> str:
    """The start notebook with its list of notebooks made anew."""
    path = folder / "start-here.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        source = "".join(cell["source"])
        if source.startswith("## Which notebook answers what"):
            opening = source.partition("\n\n| ")[0]
            cell["source"] = (
                f"{opening}\n{notebooks(folder)}".replace("notebooks/", "").rstrip().splitlines(keepends=True)
            )
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write README.md and the list in the start notebook."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    text = with_block(text, "findings", findings(text, ROOT / "reports"))
    path.write_text(with_block(text, "notebooks", notebooks(ROOT / "notebooks")), encoding="utf-8")
    (ROOT / "notebooks" / "start-here.ipynb").write_text(guide(ROOT / "notebooks"), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; run make reports first")
