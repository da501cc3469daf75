"""Templates as values: joining the templates of one program, and what a value comes to when its parameters are known."""
import copy
import re

# Stands, in an evaluated text, for what only AWS can fill in.
UNKNOWN = "\0"
PSEUDO = {"AWS::AccountId": "123456789012", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
SECTIONS = ("Parameters", "Mappings", "Conditions", "Rules", "Resources", "Outputs")


class Clash(Exception):
    """Two templates say different things under one name."""


def single(value):
    """(function, argument) of an intrinsic function, else (None, None)."""
    if isinstance(value, dict) and len(value) == 1:
        name = next(iter(value))
        if name == "Ref" or name.startswith("Fn::"):
            return name, value[name]
    return None, None


def wire(value, known):
    """VALUE with each reference to a parameter in KNOWN replaced by the expression that it is wired to."""
    name, argument = single(value)
    if name == "Ref" and argument in known:
        return copy.deepcopy(known[argument])
    if name == "Fn::Sub":
        text, own = (argument, {}) if isinstance(argument, str) else argument
        own = {k: wire(v, known) for k, v in own.items()}
        used = set(re.findall(r"\$\{([^!.}]+)\}", text)) & set(known) - set(own)
        own.update({k: copy.deepcopy(known[k]) for k in used})
        return {"Fn::Sub": [text, own] if own else text}
    if isinstance(value, dict):
        return {k: wire(v, known) for k, v in value.items()}
    return [wire(v, known) for v in value] if isinstance(value, list) else value


def merge(stacks):
    """One template from [(stack name, template, {parameter: (stack name, output name)})] in deployment order."""
    merged, outputs = {"AWSTemplateFormatVersion": "2010-09-09"}, {}
    for stack, template, wired in stacks:
        known = {}
        for parameter, source in wired.items():
            if parameter not in template.get("Parameters", {}):
                raise Clash("stack %s has no parameter %s to wire" % (stack, parameter))
            if source not in outputs:
                raise Clash("parameter %s of stack %s is wired to output %s of stack %s, which is not there before it"
                            % (parameter, stack, source[1], source[0]))
            known[parameter] = outputs[source]
        parts = {s: wire(template.get(s, {}), known) for s in SECTIONS}
        parts["Parameters"] = {k: v for k, v in parts["Parameters"].items() if k not in known}
        outputs.update({(stack, k): v["Value"] for k, v in parts["Outputs"].items()})
        for section, entries in parts.items():
            _join(merged, section, entries, stack)
        for key in ("Description", "Transform"):
            if key in template:
                merged.setdefault(key, template[key])
    return {k: v for k, v in merged.items() if v != {}}


def _join(merged, section, entries, stack):
    held = merged.setdefault(section, {})
    for name, entry in entries.items():
        if section == "Outputs" and name in held:
            name = re.sub(r"\W", "", stack) + name
        if name in held and (section == "Resources" or held[name] != entry):
            raise Clash("%s: %s is in two templates" % (section, name))
        held[name] = entry


def parameters(template, given):
    """The value of each parameter that has one: given, else its default."""
    found = {}
    for name, parameter in template.get("Parameters", {}).items():
        value = given.get(name, parameter.get("Default"))
        if value is not None:
            lists = "List" in parameter.get("Type", "")
            found[name] = str(value).split(",") if lists and not isinstance(value, list) else value
    return found


def evaluate(value, known):
    """VALUE with what is known put in, and UNKNOWN where only AWS could answer."""
    name, argument = single(value)
    if name == "Ref":
        return {**PSEUDO, **known}.get(argument, UNKNOWN)
    if name == "Fn::Join":
        parts = evaluate(argument[1], known)
        return argument[0].join(map(str, parts)) if isinstance(parts, list) else UNKNOWN
    if name == "Fn::Sub":
        text, own = (argument, {}) if isinstance(argument, str) else argument
        own = {**PSEUDO, **known, **evaluate(own, known)}
        text = re.sub(r"\$\{([^!}]+)\}", lambda m: str(own.get(m.group(1), UNKNOWN)), text)
        return text.replace("${!", "${")
    if name == "Fn::Select":
        items, index = evaluate(argument[1], known), evaluate(argument[0], known)
        return items[int(index)] if isinstance(items, list) and str(index).isdigit() else UNKNOWN
    if name == "Fn::Split":
        text = evaluate(argument[1], known)
        return text.split(argument[0]) if isinstance(text, str) and UNKNOWN not in text else UNKNOWN
    if name:
        return UNKNOWN
    if isinstance(value, dict):
        return {k: evaluate(v, known) for k, v in value.items() if v != {"Ref": "AWS::NoValue"}}
    return [evaluate(v, known) for v in value] if isinstance(value, list) else value
