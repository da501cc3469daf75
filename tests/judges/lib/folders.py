"""The layout of a compiled folder: what the judges find where.

OUT/cloudformation/*.template.json and template*.json, OUT/cloudformation/stacks.json, OUT/terraform/*.tf.json,
OUT/inputs.json (values for what has no default) and OUT/targets (a case that has one target only names it there).
"""
import json
import os

import tools

TARGETS = ("cloudformation", "terraform")


def read(path):
    """A JSON document; a broken one ends the run with its name."""
    try:
        with open(path, encoding="utf-8") as f:
            return json.load(f)
    except (OSError, ValueError) as e:
        tools.die("%s: %s" % (path, e))


def targets(out):
    """The targets that a compiled folder claims to have."""
    path = os.path.join(out, "targets")
    if not os.path.exists(path):
        return list(TARGETS)
    with open(path) as f:
        named = f.read().split()
    if not named or set(named) - set(TARGETS):
        tools.die("%s: has to name %s" % (path, " or ".join(TARGETS)))
    return named


def part(out, target):
    """OUT/target, from OUT itself or from the part."""
    inner = os.path.join(out, target)
    return inner if os.path.isdir(inner) else out


def templates(folder):
    """The templates of a cloudformation folder, the main one first."""
    names = [n for n in os.listdir(folder) if n.endswith(".json") and n != "stacks.json"]
    return [os.path.join(folder, n) for n in sorted(names, key=lambda n: (n != "template.json", n))]


def inputs(path, target):
    """The values given for a target, from the inputs.json beside PATH or up to two folders above it."""
    at = os.path.abspath(path)
    for _ in range(3):
        candidate = os.path.join(at, "inputs.json")
        if os.path.isfile(candidate):
            return read(candidate).get(target, {})
        at = os.path.dirname(at)
    return {}
