"""What the template judges have in common: their arguments, and how they tell what they found."""
import json
import os
import sys

import tools


def arguments(usage):
    """(templates, whether JSON is wanted)."""
    files = [a for a in sys.argv[1:] if not a.startswith("-")]
    flags = {a for a in sys.argv[1:] if a.startswith("-")}
    if not files or flags - {"--json"}:
        tools.die(usage)
    for file in files:
        if not os.path.isfile(file):
            tools.die("%s: no such file" % file)
    return files, "--json" in flags


def is_known(judge, finding):
    """Whether known-findings.json says that a judge is wrong here, or speaks of taste."""
    with open(os.path.join(tools.ROOT, "known-findings.json")) as f:
        rows = [row for row in json.load(f) if row["judge"] == judge]
    return any(row["rule"] in finding["rule"] and row.get("message", "") in finding["message"] for row in rows)


def end(judge, files, found, as_json):
    """Print the findings and exit 1 if there are any; those of known-findings.json do not count."""
    found = [finding for finding in found if not is_known(judge, finding)]
    if as_json:
        json.dump(found, sys.stdout, indent=1)
        print()
    else:
        for f in found:
            print("%s: %s %s%s" % (f["file"], f["rule"], f["message"], "  [%s]" % f["at"] if f["at"] else ""))
        print("%s: %d template(s), %d finding(s)" % (judge, len(files), len(found)))
    sys.exit(1 if found else 0)
