"""What each output asks AWS for, in one spelling: the API's, with {Quantity, Items} opened."""
import compare
import readback
import templates

# CloudFormation's spelling of a member, where the API has another.
SPELLING = {
    "AcmCertificateArn": "ACMCertificateArn", "IamCertificateId": "IAMCertificateId", "IPV6Enabled": "IsIPV6Enabled",
    "OriginCustomHeaders": "CustomHeaders", "OriginSSLProtocols": "OriginSslProtocols",
    "SslSupportMethod": "SSLSupportMethod",
}
# Kinds whose members stand in the request itself: kind -> (operation, CloudFormation type, Terraform type, members).
FLAT = {
    "function": ("CreateFunction", "AWS::CloudFront::Function", "aws_cloudfront_function",
                 ("Name", "FunctionConfig", "FunctionCode")),
    "key value store": ("CreateKeyValueStore", "AWS::CloudFront::KeyValueStore", "aws_cloudfront_key_value_store",
                        ("Name", "Comment")),
    "realtime log": ("CreateRealtimeLogConfig", "AWS::CloudFront::RealtimeLogConfig",
                     "aws_cloudfront_realtime_log_config", ("Name", "SamplingRate", "Fields", "EndPoints")),
}
# Terraform types of the kinds that `readback` does not know.
OTHERS = {"aws_route53_record": "record", "aws_route53_zone": "hosted zone",
          **{row[2]: kind for kind, row in FLAT.items()}}
KINDS = {**readback.TERRAFORM, **OTHERS}


def _zone(properties):
    name, config = properties["Name"], properties.get("HostedZoneConfig") or {}
    return {"Name": name, "Comment": config.get("Comment", "")}


def of_terraform(document):
    """[(kind, what)] of the requests that `tf-apply` recorded."""
    found = []
    for call in document["calls"]:
        params, operation = call.get("params") or {}, call["operation"]
        found += readback.asked(call)
        if operation == "CreateHostedZone":
            found.append(("hosted zone", _zone(params)))
        for kind, (creates, _, _, members) in FLAT.items():
            if operation == creates:
                found.append((kind, {m: params.get(m) for m in members}))
    return [(kind, compare.unwrap(what)) for kind, what in found]


def of_template(template, given):
    """[(kind, what, logical id)] of the resources of a template, with the parameters' values put in."""
    known, found = templates.parameters(template, given), []
    for name, resource in template["Resources"].items():
        kind, properties = resource["Type"], templates.evaluate(resource.get("Properties", {}), known)
        if kind in readback.CLOUDFORMATION:
            label = readback.CLOUDFORMATION[kind]
            found.append((label, api(properties[readback.KINDS[label][4]]), name))
        elif kind == "AWS::Route53::HostedZone":
            found.append(("hosted zone", _zone(properties), name))
        elif kind == "AWS::Route53::RecordSet":
            found.append(("record", record(properties), name))
        elif kind == "AWS::Route53::RecordSetGroup":
            found += [("record", record(r), name) for r in properties.get("RecordSets", [])]
        for label, (_, flat, _, members) in FLAT.items():
            if kind == flat:
                found.append((label, api({m: properties.get(m) for m in members}), name))
    return found


def api(value):
    """Template values in the API's spelling."""
    if isinstance(value, list):
        return [api(v) for v in value]
    if not isinstance(value, dict):
        return value
    out = {SPELLING.get(k, k): api(v) for k, v in value.items()}
    if "RestrictionType" in out and "Locations" in out:
        out["Items"] = out.pop("Locations")
    if "AllowedMethods" in out:
        cached = out.pop("CachedMethods", ["GET", "HEAD"])
        out["AllowedMethods"] = {"Items": out["AllowedMethods"], "CachedMethods": cached}
    return compare.unwrap(out)


def record(properties):
    """A record set as ChangeResourceRecordSets spells it."""
    out = api({k: v for k, v in properties.items() if k not in ("HostedZoneId", "HostedZoneName", "Comment")})
    if isinstance(out.get("ResourceRecords"), list):
        out["ResourceRecords"] = [{"Value": v} for v in out["ResourceRecords"]]
    return out


def proves_a_certificate(template):
    """Whether the service itself makes the records that prove a certificate of this template."""
    return any(r["Type"] == "AWS::CertificateManager::Certificate"
               and any("HostedZoneId" in o for o in r["Properties"].get("DomainValidationOptions", []))
               for r in template["Resources"].values())


def is_proof(kind, what):
    """Whether a request is for a record that proves a certificate."""
    return kind == "record" and what["Type"] == "CNAME" and what["Name"].startswith("_")
