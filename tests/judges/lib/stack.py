"""A stack on an emulator: which emulator has its types, what has to stay out, and what comes back of the rest."""
import copy
import json
import os
import re

import asks
import compare
import readback
import templates
import tools

with open(os.path.join(tools.ROOT, "cfn-types.json")) as _file:
    TYPES = json.load(_file)


def best_emulator(template):
    """The emulator that has most of the types."""
    return min(TYPES, key=lambda name: len(unsupported(template, name)))


def unsupported(template, emulator):
    """The logical ids of what an emulator does not have."""
    return sorted(n for n, r in template["Resources"].items() if r["Type"] not in TYPES[emulator])


def without(template, gone):
    """The template without some resources; what refers to them gets a placeholder."""
    template, gone = copy.deepcopy(template), set(gone)

    def fix(value):
        name, argument = templates.single(value)
        if name == "Ref" and argument in gone:
            return "left-out-" + argument
        if name == "Fn::GetAtt":
            target = argument[0] if isinstance(argument, list) else argument.split(".")[0]
            return "left-out-" + target if target in gone else value
        if name == "Fn::Sub":
            text, own = (argument, None) if isinstance(argument, str) else argument
            text = re.sub(r"\$\{([^!}.]+)[^}]*\}", lambda m: "left-out-" + m[1] if m[1] in gone else m[0], text)
            return {"Fn::Sub": text if own is None else [text, fix(own)]}
        if isinstance(value, dict):
            return {k: fix(v) for k, v in value.items()}
        return [fix(v) for v in value] if isinstance(value, list) else value

    kept = {n: fix(r) for n, r in template["Resources"].items() if n not in gone}
    for resource in kept.values():
        needs = resource.pop("DependsOn", [])
        needs = [n for n in ([needs] if isinstance(needs, str) else needs) if n not in gone]
        if needs:
            resource["DependsOn"] = needs
    return dict(template, Resources=kept, **({"Outputs": fix(template["Outputs"])} if "Outputs" in template else {}))


def lost(url, template, values, physical):
    """What the template asks for and the emulator does not know, as sentences; PHYSICAL is {logical id: its name}."""
    zones = [physical[n] for n, r in template["Resources"].items() if r["Type"] == "AWS::Route53::HostedZone"]
    sets, out = [s for z in zones for s in readback.records(url, z)], []
    for kind, want, name in asks.of_template(template, values):
        if kind == "record" and zones:
            found = readback.missing_record(_known(want), sets)
        elif kind in readback.KINDS:
            found = compare.lost(_known(want), readback.fetch(url, kind, physical[name]))
        else:
            continue
        out += ["%s: %s" % (name, sentence) for sentence in found]
    return out


def _known(value):
    """A value without what only AWS can fill in."""
    def has(v):
        return not (isinstance(v, str) and templates.UNKNOWN in v)
    if isinstance(value, dict):
        return {k: _known(v) for k, v in value.items() if has(v)}
    return [_known(v) for v in value if has(v)] if isinstance(value, list) else value
