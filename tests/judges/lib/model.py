"""Holds a decoded request against the published service model.

botocore's own validator knows required members, types and minimums; enumerations, maximums, lengths and patterns stand
in the same model and are checked here too.
"""
import re

import wire


def faults(signing, operation, params):
    """What is wrong with the parameters, as sentences."""
    service = wire.model(signing)
    if not service or service.metadata["protocol"] in ("query", "ec2") or operation not in service.operation_names:
        return []
    shape = service.operation_model(operation).input_shape
    return list(_walk(shape, params, operation)) if shape else []


def _walk(shape, value, at):
    check = {"structure": _structure, "list": _list, "map": _map, "string": _string, "boolean": _boolean}
    numeric = shape.type_name in ("integer", "long", "float", "double")
    return check.get(shape.type_name, _number if numeric else lambda *_: ())(shape, value, at)


def _structure(shape, value, at):
    if not isinstance(value, dict):
        yield "%s: not a structure" % at
        return
    for member in shape.required_members:
        if member not in value:
            yield "%s: %s is required" % (at, member)
    sent_as = {s.serialization.get("name"): k for k, s in shape.members.items()}
    for key, inner in value.items():
        member = key if key in shape.members else sent_as.get(key)
        if member is None:
            yield "%s: no member %s" % (at, key)
        else:
            yield from _walk(shape.members[member], inner, "%s.%s" % (at, member))


def _list(shape, value, at):
    if not isinstance(value, list):
        yield "%s: not a list" % at
        return
    yield from _length(shape, value, at)
    for i, inner in enumerate(value):
        yield from _walk(shape.member, inner, "%s[%d]" % (at, i))


def _map(shape, value, at):
    for key, inner in value.items():
        yield from _walk(shape.value, inner, "%s.%s" % (at, key))


def _string(shape, value, at):
    if not isinstance(value, str):
        yield "%s: not a string" % at
        return
    if shape.enum and value not in shape.enum:
        yield "%s: %r is not one of %s" % (at, value, ", ".join(shape.enum))
    yield from _length(shape, value, at)
    pattern = shape.metadata.get("pattern")
    try:
        # Python's `re` has no \p classes; the one set of them in these models means any character.
        matches = not pattern or not value or re.search(pattern.replace(r"\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}", r"\w\W"), value)
    except re.error:
        matches = True
    if not matches:
        yield "%s: %r does not match %s" % (at, value, pattern)


def _number(shape, value, at):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield "%s: not a number" % at
    elif (low is not None and value < low) or (high is not None and value > high):
        yield "%s: %s is outside %s..%s" % (at, value, low, high)


def _boolean(_shape, value, at):
    if not isinstance(value, bool):
        yield "%s: not a boolean" % at


def _length(shape, value, at):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and 0 < len(value) < low) or (high is not None and len(value) > high):
        yield "%s: length %d is outside %s..%s" % (at, len(value), low, high)
