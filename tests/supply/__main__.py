"""`python -m tests.supply sbom | audit | licences`: the bill on the output, an honest exit code, docs/licences.md."""

import sys

from tests.supply.audit import audit
from tests.supply.bill import bill
from tests.supply.licences import FILE, written


def main(wanted: str) -> int:
    match wanted:
        case "sbom":
            sys.stdout.write(bill() + "\n")
        case "licences":
            FILE.write_text(written(), encoding="utf-8")
        case "audit":
            answer = audit()
            sys.stdout.write(answer.text + "\n")
            return answer.code
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or [""]))
