"""Reads an AWS API request off the wire, with the service models that botocore ships."""
import base64
import functools
import json
import re
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree

import botocore.loaders
import botocore.model
import botocore.parsers

# The signing name in a request, where botocore files the service under another name.
RENAMED = {"monitoring": "cloudwatch", "elasticloadbalancing": "elbv2"}


@functools.lru_cache(None)
def model(signing):
    """The published model of a service, or None when botocore has none."""
    name = RENAMED.get(signing, signing)
    try:
        return botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model(name, "service-2"), name)
    except botocore.exceptions.UnknownServiceError:
        return None


@functools.lru_cache(None)
def routes(signing):
    """(method, path pattern, fixed query, operation) of a REST service, the most specific first."""
    found = []
    for name in model(signing).operation_names:
        http = model(signing).operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path.rstrip("/")))
        pattern = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", pattern)
        fixed = dict(parse_qsl(query, keep_blank_values=True))
        found.append((http["method"], re.compile("^" + pattern + "/?$"), fixed, path.count("{"), name))
    return sorted(found, key=lambda r: (-len(r[2]), r[3]))


def decode(signing, method, target, headers, body):
    """(operation, parameters) of a request; (None, None) when the model has no such operation."""
    service = model(signing)
    headers = {k.lower(): v for k, v in headers.items()}
    protocol = getattr(service, "resolved_protocol", None) or service.metadata["protocol"]
    if "form-urlencoded" in headers.get("content-type", "") or protocol in ("query", "ec2"):
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return form.pop("Action", None), form
    if protocol == "json":
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        return (operation, json.loads(body or b"{}")) if operation in service.operation_names else (None, None)
    url = urlsplit(target)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    for verb, pattern, fixed, _, name in routes(signing):
        hit = pattern.match(url.path)
        if verb != method or not hit or not all(k in query and v in ("", query[k]) for k, v in fixed.items()):
            continue
        shape = service.operation_model(name).input_shape
        if shape is None:
            return name, {}
        if _has_required(shape, query, headers):
            return name, _plain(_members(shape, hit.groupdict(), query, headers, body, protocol))
    return None, None


def _has_required(shape, query, headers):
    """Whether the query and the headers that an operation insists upon are there."""
    for member in shape.required_members:
        at = shape.members[member].serialization
        name = at.get("name", member)
        if (at.get("location") == "header" and name.lower() not in headers
                or at.get("location") == "querystring" and name not in query):
            return False
    return True


def _members(shape, path, query, headers, body, protocol):
    """The parameters of a REST request, gathered from where each travels."""
    found, in_body = {}, {}
    for member, s in shape.members.items():
        where, name = s.serialization.get("location"), s.serialization.get("name", member)
        sent = {"uri": path, "querystring": query, "header": headers}.get(where, {})
        key = name.lower() if where == "header" else name
        if key in sent:
            found[member] = _scalar(s, unquote(sent[key]) if where == "uri" else sent[key])
        elif where is None:
            in_body[member] = s
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name != "structure":
        blob = shape.members[payload].type_name == "blob"
        found[payload] = "<%d bytes>" % len(body) if blob else body.decode("utf-8", "replace")
    elif body and protocol == "rest-xml":
        root = ElementTree.fromstring(body)
        for element in root.iter():
            element.tag = element.tag.split("}", 1)[-1]
        parse = botocore.parsers.RestXMLParser()._parse_shape
        if payload:
            found[payload] = parse(shape.members[payload], root)
        else:
            found.update({k: v for k, v in parse(shape, root).items() if k in in_body})
    elif body:
        document = json.loads(body)
        names = {s.serialization.get("name", k): k for k, s in in_body.items()}
        found.update({payload: document} if payload else {names.get(k, k): v for k, v in document.items()})
    return found


def _scalar(shape, text):
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name in ("float", "double"):
        return float(text)
    return text == "true" if shape.type_name == "boolean" else text


def _plain(value):
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    return value
