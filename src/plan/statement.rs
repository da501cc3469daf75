//! Statements of policies, and ARNs of this account that stand in them.
//!
//! In: who may do what with what. Out: the statement as a value. Deliberately absent: whose policy it stands in.

use super::expand::map;
use crate::resolve::join;
use crate::schema::Value;

/// Lets a service of AWS do something.
pub(super) fn service_may(sid: &str, service: Value, actions: Value, resource: Value, condition: Option<Value>) -> Value {
    let mut entries = vec![
        ("Sid", Value::text(sid)),
        ("Effect", Value::text("Allow")),
        ("Principal", map(&[("Service", service)])),
        ("Action", actions),
        ("Resource", resource),
    ];
    entries.extend(condition.map(|condition| ("Condition", condition)));
    map(&entries)
}

/// The document of some statements.
pub(super) fn document(statements: Vec<Value>) -> Value {
    map(&[("Version", Value::text("2012-10-17")), ("Statement", Value::List(statements))])
}

/// An ARN of the account's partition, from the service on.
pub(super) fn arn(parts: Vec<Value>) -> Value {
    let mut all = vec![Value::text("arn:"), Value::stack("partition")];
    all.extend(parts);
    join(all)
}

/// Texts as a list.
pub(super) fn texts(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| Value::text(text)).collect())
}
