"""Compares documents in the API's spelling, where lists have no order and absent equals empty."""
import json

EMPTY = ("", None, [], {}, False)


def unwrap(value):
    """CloudFront's {Quantity, Items} as plain lists, at every depth."""
    if isinstance(value, dict):
        value = {k: unwrap(v) for k, v in value.items()}
        if "Quantity" in value:
            # Trusted signers and key groups say beside their list whether there is one.
            if set(value) <= {"Quantity", "Items", "Enabled"}:
                return value.get("Items") or []
            value.pop("Quantity")
        return value["Items"] if set(value) == {"Items"} else value
    return [unwrap(v) for v in value] if isinstance(value, list) else value


def lost(asked, got):
    """The parts of what was asked that did not come back, as sentences."""
    return list(_lost(unwrap(asked), unwrap(got), ""))


def _lost(asked, got, at):
    if isinstance(asked, dict):
        got = got if isinstance(got, dict) else {}
        for key, value in asked.items():
            if key != "CallerReference":
                yield from _lost(value, got.get(key), "%s.%s" % (at, key) if at else key)
    elif isinstance(asked, list):
        rest = list(got) if isinstance(got, list) else []
        for i, value in enumerate(asked):
            if not rest:
                yield "%s[%d]: asked %s, not read back" % (at, i, json.dumps(value))
                continue
            scored = [(list(_lost(value, other, "%s[%d]" % (at, i))), j) for j, other in enumerate(rest)]
            missing, j = min(scored, key=lambda s: len(s[0]))
            yield from missing
            rest.pop(j)
    elif not (asked in EMPTY and got in EMPTY) and not alike(asked, got):
        yield "%s: asked %s, read back %s" % (at, json.dumps(asked), json.dumps(got, default=str))


def alike(a, b):
    """Whether two scalars say the same: a domain name may end in a dot, a number may be spelled as text."""
    a, b = (str(v).lower() if isinstance(v, bool) else str(v) for v in (a, b))
    return a == b or a.rstrip(".").replace("\\052", "*") == b.rstrip(".").replace("\\052", "*")
