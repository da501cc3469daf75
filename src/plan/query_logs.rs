//! Query logs of zones: the policy that lets Route 53 write into their log groups.
//!
//! In: zones with logs. Out: one policy for all of them, since a region holds ten; each log comes after it. Deliberately absent:
//! resolver query logs, which need none.

use super::expand::{Expansion, map};
use super::keys::stack;
use crate::resolve::join;
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Makes the policy; `program` is what the program is called.
pub(super) fn expand(expansion: &mut Expansion, program: &str) {
    let Some(kind) = expansion.schema.kind_named(Name::of("query_logging")) else {
        return;
    };
    let logs = expansion.of_kind(kind);
    let mut groups: Vec<Value> = Vec::new();
    for log in &logs {
        let group = lines_of(expansion, *log);
        groups.extend(group.filter(|group| !groups.contains(group)));
    }
    let (Some(first), false) = (logs.first(), groups.is_empty()) else {
        return;
    };
    let Some(policy) = expansion.make("log_resource_policy", format!("{program} query logs"), *first) else {
        return;
    };
    let statement = map(&[
        ("Sid", Value::text("Route53Writes")),
        ("Effect", Value::text("Allow")),
        ("Principal", map(&[("Service", Value::text("route53.amazonaws.com"))])),
        ("Action", Value::List(vec![Value::text("logs:CreateLogStream"), Value::text("logs:PutLogEvents")])),
        ("Resource", Value::List(groups)),
    ]);
    let document = map(&[("Version", Value::text("2012-10-17")), ("Statement", Value::List(vec![statement]))]);
    expansion.set(policy, "name", Value::text(&format!("{program}-query-logs")));
    expansion.set(policy, "policy", document);
    for log in logs {
        expansion.order_after(log, vec![policy]);
    }
}

/// The ARN of all that is written into a log's group.
fn lines_of(expansion: &Expansion, log: BlockId) -> Option<Value> {
    let Value::Block(group) = expansion.get(log, "to") else {
        return None;
    };
    if expansion.blocks[group.0 as usize].existing {
        let arn = expansion.get(group, "arn");
        return match arn.as_text() {
            Some(text) if text.ends_with(":*") => Some(arn),
            _ => Some(join(vec![arn, Value::text(":*")])),
        };
    }
    let before = [Value::text("arn:"), stack("partition"), Value::text(":logs:us-east-1:"), stack("account")];
    let mut parts = before.to_vec();
    parts.extend([Value::text(":log-group:"), expansion.get(group, "name"), Value::text(":*")]);
    Some(join(parts))
}
