//! Keys: the policy that lets in whatever needs them.
//!
//! In: keys of the program, and what other rooms granted. Out: each key's policy. Deliberately absent: keys that exist already,
//! whose policy is their owner's.

use super::buckets::Reader;
use super::expand::{Expansion, map};
use super::statement::{arn, document, service_may, texts};
use crate::resolve::join;
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Writes the policy of every key; comes after whatever grants its use.
pub(super) fn expand(expansion: &mut Expansion) {
    let Some(kind) = expansion.schema.kind_named(Name::of("kms_key")) else {
        return;
    };
    for id in expansion.of_kind(kind) {
        if expansion.blocks[id.0 as usize].existing {
            continue;
        }
        let mut statements = vec![account_decides()];
        if expansion.get(id, "use") == Value::word("dnssec") {
            statements.extend(route53_signs());
        }
        statements.extend(expansion.granted(id));
        expansion.set(id, "policy", document(statements));
    }
}

/// A log group's lines are encrypted by the service of its region.
pub(super) fn log_group(expansion: &mut Expansion, id: BlockId, region: Option<Name>) {
    let Value::Block(key) = expansion.get(id, "kms_key") else {
        return;
    };
    let of = match expansion.get(id, "region") {
        Value::None => region.map_or_else(|| Value::stack("region"), Value::Word),
        known => known,
    };
    let service = join(vec![Value::text("logs."), of, Value::text(".amazonaws.com")]);
    let actions = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"];
    let own = map(&[("StringEquals", map(&[("aws:SourceAccount", Value::stack("account"))]))]);
    expansion.grant(key, service_may("LogsEncrypt", service, texts(&actions), Value::text("*"), Some(own)));
}

/// Who reads a bucket, or writes into it, needs the key that its objects are encrypted with.
pub(super) fn bucket(expansion: &mut Expansion, key: BlockId, reader: &Reader) {
    // A distribution's own ARN would close a circle: it needs the bucket, and the bucket the key.
    let (sid, service, actions, condition) = match reader {
        Reader::Distribution(_) => {
            let own = arn(vec![Value::text(":cloudfront::"), Value::stack("account"), Value::text(":distribution/*")]);
            let actions: &[&str] = &["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"];
            ("CloudFrontReads", "cloudfront.amazonaws.com", actions, map(&[("ArnLike", map(&[("AWS:SourceArn", own)]))]))
        }
        Reader::Logs => {
            let actions: &[&str] = &["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
            ("LogsWrite", "delivery.logs.amazonaws.com", actions, of_deliveries(&[]))
        }
        // A user of CloudFront's cannot use a key.
        Reader::Identity(_) => return,
    };
    let statement = service_may(sid, Value::text(service), texts(actions), Value::text("*"), Some(condition));
    if !expansion.granted(key).contains(&statement) {
        expansion.grant(key, statement);
    }
}

/// Only deliveries of this account's own logs.
pub(super) fn of_deliveries(also: &[(&str, Value)]) -> Value {
    let logs = arn(vec![Value::text(":logs:us-east-1:"), Value::stack("account"), Value::text(":*")]);
    let mut equals = vec![("aws:SourceAccount", Value::stack("account"))];
    equals.extend(also.iter().cloned());
    map(&[("StringEquals", map(&equals)), ("ArnLike", map(&[("aws:SourceArn", logs)]))])
}

/// The account's own policies decide who may do what with the key.
fn account_decides() -> Value {
    let root = arn(vec![Value::text(":iam::"), Value::stack("account"), Value::text(":root")]);
    map(&[
        ("Sid", Value::text("AccountDecides")),
        ("Effect", Value::text("Allow")),
        ("Principal", map(&[("AWS", root)])),
        ("Action", Value::text("kms:*")),
        ("Resource", Value::text("*")),
    ])
}

/// Route 53 signs for zones of this account, and hands the key on to its own services only.
fn route53_signs() -> [Value; 2] {
    let zones = arn(vec![Value::text(":route53:::hostedzone/*")]);
    let own_zones =
        [("StringEquals", map(&[("aws:SourceAccount", Value::stack("account"))])), ("ArnLike", map(&[("aws:SourceArn", zones)]))];
    let allowed = |sid: &str, actions: Value, condition: Value| {
        let service = Value::text("dnssec-route53.amazonaws.com");
        service_may(sid, service, actions, Value::text("*"), Some(condition))
    };
    let sign = texts(&["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]);
    let for_aws = map(&[("kms:GrantIsForAWSResource", Value::Bool(true))]);
    [
        allowed("Route53Signs", sign, map(&own_zones)),
        allowed("Route53Grants", Value::text("kms:CreateGrant"), map(&[("Bool", for_aws)])),
    ]
}
