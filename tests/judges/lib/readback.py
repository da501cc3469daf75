"""Reads what was created back with boto3, and tells what of a request did not come back."""
import boto3
from botocore.config import Config

import compare

# Kind of thing -> (service, operation, parameter, member of the answer, member of the creating request).
KINDS = {
    "distribution": ("cloudfront", "get_distribution_config", "Id", "DistributionConfig", "DistributionConfig"),
    "cache policy": ("cloudfront", "get_cache_policy_config", "Id", "CachePolicyConfig", "CachePolicyConfig"),
    "origin request policy": ("cloudfront", "get_origin_request_policy_config", "Id", "OriginRequestPolicyConfig",
                              "OriginRequestPolicyConfig"),
    "response headers policy": ("cloudfront", "get_response_headers_policy_config", "Id",
                                "ResponseHeadersPolicyConfig", "ResponseHeadersPolicyConfig"),
    "origin access control": ("cloudfront", "get_origin_access_control", "Id",
                              "OriginAccessControl.OriginAccessControlConfig", "OriginAccessControlConfig"),
    "public key": ("cloudfront", "get_public_key", "Id", "PublicKey.PublicKeyConfig", "PublicKeyConfig"),
    "key group": ("cloudfront", "get_key_group", "Id", "KeyGroup.KeyGroupConfig", "KeyGroupConfig"),
    "health check": ("route53", "get_health_check", "HealthCheckId", "HealthCheck.HealthCheckConfig",
                     "HealthCheckConfig"),
}
TERRAFORM = {
    "aws_cloudfront_distribution": "distribution", "aws_cloudfront_cache_policy": "cache policy",
    "aws_cloudfront_origin_request_policy": "origin request policy",
    "aws_cloudfront_response_headers_policy": "response headers policy",
    "aws_cloudfront_origin_access_control": "origin access control", "aws_cloudfront_public_key": "public key",
    "aws_cloudfront_key_group": "key group", "aws_route53_health_check": "health check",
}
CLOUDFORMATION = {
    "AWS::CloudFront::Distribution": "distribution", "AWS::CloudFront::CachePolicy": "cache policy",
    "AWS::CloudFront::OriginRequestPolicy": "origin request policy",
    "AWS::CloudFront::ResponseHeadersPolicy": "response headers policy",
    "AWS::CloudFront::OriginAccessControl": "origin access control", "AWS::CloudFront::PublicKey": "public key",
    "AWS::CloudFront::KeyGroup": "key group", "AWS::Route53::HealthCheck": "health check",
}


def client(url, service):
    """A boto3 client of an emulator."""
    return boto3.client(service, endpoint_url=url, region_name="us-east-1", aws_access_key_id="test",
                        aws_secret_access_key="test",
                        config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}, proxies={}))


def fetch(url, kind, identity):
    """The configuration of one thing, as the emulator keeps it."""
    service, operation, parameter, member, _ = KINDS[kind]
    answer = getattr(client(url, service), operation)(**{parameter: identity})
    for part in member.split("."):
        answer = answer[part]
    return answer


def records(url, zone):
    """The record sets of a hosted zone."""
    pages = client(url, "route53").get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
    return [r for page in pages for r in page["ResourceRecordSets"]]


def state(url, document):
    """What a Terraform state names, read back: ({kind: [(address, configuration)]}, [record sets])."""
    things, sets = {}, []
    for resource in document.get("resources", []):
        if resource.get("mode") != "managed":
            continue
        for instance in resource["instances"]:
            address, held = "%s.%s" % (resource["type"], resource["name"]), instance["attributes"]
            kind = TERRAFORM.get(resource["type"])
            if kind:
                things.setdefault(kind, []).append((address, fetch(url, kind, held["id"])))
            elif resource["type"] == "aws_route53_zone":
                sets += records(url, held["zone_id"])
    return things, sets


def asked(call):
    """(kind, configuration) that a recorded request asks for, in the API's spelling; records come as a list."""
    params = call.get("params") or {}
    params = params.get("DistributionConfigWithTags", params)
    if call["operation"] == "ChangeResourceRecordSets":
        changes = params["ChangeBatch"]["Changes"]
        return [("record", c["ResourceRecordSet"]) for c in changes if c["Action"] != "DELETE"]
    if not call["operation"].startswith("Create"):
        return []
    return [(kind, params[row[4]]) for kind, row in KINDS.items() if row[4] in params]


def missing_record(want, sets):
    """What of one record set is not among those read back."""
    same = [r for r in sets if compare.alike(r["Name"], want["Name"]) and r["Type"] == want["Type"]
            and r.get("SetIdentifier") == want.get("SetIdentifier")]
    return min((compare.lost(want, r) for r in same), key=len, default=["not read back"])


def lost(calls, things, sets):
    """What successful requests asked for and the emulators no longer know."""
    out = []
    for call in calls:
        if call["status"] >= 300:
            continue
        for kind, want in asked(call):
            if kind == "record":
                name = "record %s %s" % (want["Name"], want["Type"])
                found = missing_record(want, sets)
            else:
                have = [(compare.lost(want, got), address) for address, got in things.get(kind, [])]
                found, name = min(have, key=lambda h: len(h[0]), default=(["not read back"], kind))
            out += ["%s %s: %s" % (call["emulator"], name, sentence) for sentence in found]
    return out
