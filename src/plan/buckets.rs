//! Buckets: what keeps them private, and the policy that lets their readers in.
//!
//! In: a bucket and who reads it. Out: public access block, ownership, encryption and policy, each a resource of its own.
//! Deliberately absent: buckets that exist already, whose policy is somebody else's.

use super::expand::{Expansion, made_label, map};
use super::keys;
use super::statement::{document, service_may};
use crate::resolve::join;
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Who reads a bucket, or writes into it.
#[derive(Clone, PartialEq)]
pub(super) enum Reader {
    /// A distribution, by signed requests.
    Distribution(BlockId),
    /// An origin access identity.
    Identity(Value),
    /// Deliveries of a distribution's logs.
    Logs,
}

/// What a bucket of the program needs beside itself.
pub(super) fn expand(expansion: &mut Expansion, id: BlockId, readers: &[(BlockId, Reader)]) {
    if expansion.blocks[id.0 as usize].existing {
        return;
    }
    let label = made_label(expansion, id, "public access");
    if let Some(block) = expansion.make("public_access_block", label, id) {
        expansion.set(block, "bucket", Value::Block(id));
    }
    let ownership = expansion.get(id, "ownership");
    if ownership != Value::None {
        let label = made_label(expansion, id, "ownership");
        if let Some(controls) = expansion.make("ownership_controls", label, id) {
            expansion.set(controls, "bucket", Value::Block(id));
            expansion.set(controls, "ownership", ownership);
        }
    }
    let key = expansion.get(id, "kms_key");
    if key != Value::None {
        if let Value::Block(key) = key {
            for (_, reader) in readers.iter().filter(|(bucket, _)| *bucket == id) {
                keys::bucket(expansion, key, reader);
            }
        }
        encryption(expansion, id, key);
    }
    let statements: Vec<Value> =
        readers.iter().filter(|(bucket, _)| *bucket == id).map(|(_, reader)| statement(expansion, id, reader)).collect();
    if statements.is_empty() {
        return;
    }
    let label = made_label(expansion, id, "policy");
    let Some(policy) = expansion.make("bucket_policy", label, id) else {
        return;
    };
    expansion.set(policy, "bucket", Value::Block(id));
    expansion.set(policy, "policy", document(statements));
}

fn encryption(expansion: &mut Expansion, id: BlockId, key: Value) {
    let Some(rule) = expansion.make("bucket_encryption_rule", String::new(), id) else {
        return;
    };
    expansion.set(rule, "kms_key", key);
    let rules = Value::List(vec![Value::Block(rule)]);
    expansion.set(id, "encryption", rules.clone());
    let label = made_label(expansion, id, "encryption");
    if let Some(encryption) = expansion.make("bucket_encryption", label, id) {
        expansion.set(encryption, "bucket", Value::Block(id));
        expansion.set(encryption, "rule", rules);
    }
}

/// The statement that lets a reader read a bucket's objects.
fn statement(expansion: &Expansion, bucket: BlockId, reader: &Reader) -> Value {
    let arn = Value::attribute(bucket, Name::of("arn"));
    let objects = join(vec![arn.clone(), Value::text("/*")]);
    match reader {
        Reader::Distribution(id) => {
            let sid = format!("Allow {}", expansion.blocks[id.0 as usize].label);
            let sid: String = sid.chars().filter(char::is_ascii_alphanumeric).collect();
            let source = map(&[("AWS:SourceArn", Value::attribute(*id, Name::of("arn")))]);
            let own = map(&[("StringEquals", source)]);
            service_may(&sid, Value::text("cloudfront.amazonaws.com"), Value::text("s3:GetObject"), objects, Some(own))
        }
        Reader::Identity(identity) => {
            let user = match identity {
                Value::Block(id) => Value::attribute(*id, Name::of("canonical_user_id")),
                other => other.clone(),
            };
            map(&[
                ("Effect", Value::text("Allow")),
                ("Principal", map(&[("CanonicalUser", user)])),
                ("Action", Value::text("s3:GetObject")),
                ("Resource", objects),
            ])
        }
        Reader::Logs => {
            let below = join(vec![arn, Value::text("/AWSLogs/"), Value::stack("account"), Value::text("/*")]);
            let own = keys::of_deliveries(&[("s3:x-amz-acl", Value::text("bucket-owner-full-control"))]);
            service_may("LogsWrite", Value::text("delivery.logs.amazonaws.com"), Value::text("s3:PutObject"), below, Some(own))
        }
    }
}
