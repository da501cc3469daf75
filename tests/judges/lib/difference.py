"""Where what Terraform asks for and what a template asks for are not the same."""
import json
import os
import re

import compare
import templates
import tools

with open(os.path.join(tools.ROOT, "api-defaults.json")) as _file:
    DEFAULTS = json.load(_file)

# Lists whose order is a decision; all others are sets that the API happens to spell as lists.
ORDERED = ("CacheBehaviors", "Members")


def between(terraform, template, at):
    """The differences of two values, as sentences."""
    if templates.UNKNOWN in (terraform, template) or _empty(terraform) and _empty(template):
        return []
    if isinstance(terraform, dict) or isinstance(template, dict):
        a, b = terraform or {}, template or {}
        if isinstance(a, dict) and isinstance(b, dict):
            return [s for key in sorted(set(a) | set(b)) for s in _member(a.get(key), b.get(key), key, at)]
    elif isinstance(terraform, list) or isinstance(template, list):
        a, b = terraform or [], template or []
        if isinstance(a, list) and isinstance(b, list):
            return _lists(a, list(b), at)
    elif _matches(terraform, template):
        return []
    return ["%s: Terraform %s, template %s" % (at, json.dumps(terraform), json.dumps(template))]


def _member(a, b, key, at):
    allowed = DEFAULTS.get(key, []) + DEFAULTS.get("%s.%s" % (at.rpartition(".")[2], key), [])
    if key == "CallerReference" or (a is None or b is None) and any(
            not between(b if a is None else a, default, "") for default in allowed):
        return []
    return between(a, b, "%s.%s" % (at, key))


def _lists(a, b, at):
    if at.endswith(ORDERED) and len(a) == len(b):
        return [s for i, pair in enumerate(zip(a, b)) for s in between(*pair, "%s[%d]" % (at, i))]
    out = []
    for i, value in enumerate(a):
        if not b:
            out.append("%s: only Terraform: %s" % (at, json.dumps(value)))
            continue
        sentences, j = min(((between(value, other, "%s[%d]" % (at, i)), j) for j, other in enumerate(b)),
                           key=lambda s: len(s[0]))
        out += sentences
        b.pop(j)
    return out + ["%s: only template: %s" % (at, json.dumps(value)) for value in b]


def _empty(value):
    if isinstance(value, dict):
        return all(map(_empty, value.values()))
    return value in (None, "", False, 0) or value == []


def _matches(a, b):
    if isinstance(b, str) and templates.UNKNOWN in b:
        pattern = ".*".join(re.escape(part) for part in b.split(templates.UNKNOWN))
        return re.fullmatch(pattern + r"\.?", str(a), re.S) is not None
    return compare.alike(a, b)
