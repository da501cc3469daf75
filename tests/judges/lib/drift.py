"""What a second plan would change after an apply: each difference is a value that did not come back as asked."""
import fnmatch
import json
import os

import tools

EMPTY = (None, "", [], {}, False, 0)


def paths(before, after, at=""):
    """The attribute paths at which two planned values differ."""
    if before == after or (before in EMPTY and after in EMPTY):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return [p for key in sorted(set(before) | set(after))
                for p in paths(before.get(key), after.get(key), "%s.%s" % (at, key) if at else key)]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [p for i, pair in enumerate(zip(before, after)) for p in paths(*pair, "%s.%d" % (at, i))]
    return [at]


def of(plan, applied):
    """The differences of the applied resources; those that an emulator is known for carry the reason as `known`."""
    with open(os.path.join(tools.ROOT, "known-drift.json")) as f:
        known = json.load(f)
    found = []
    for resource in plan.get("resource_changes", []):
        change = resource["change"]
        if resource["address"] not in applied or change["actions"] in (["no-op"], ["read"]):
            continue
        unknown, mine = change.get("after_unknown") or {}, []
        for path in paths(change["before"], change["after"]):
            if unknown.get(path.split(".")[0]):
                continue
            rows = [k for k in known if k["type"] == resource["type"] and fnmatch.fnmatch(path, k["path"])
                    and all((change["after"] or {}).get(key) == value for key, value in k.get("where", {}).items())]
            mine.append({"address": resource["address"], "path": path, "rows": rows})
        # An emulator that loses what the kind of a resource hangs on plans the whole resource anew.
        whole = [row for d in mine for row in d["rows"] if row.get("whole")]
        for d in mine:
            rows = d.pop("rows") or whole
            found.append(dict(d, known=rows[0]["reason"]) if rows else d)
    return found
