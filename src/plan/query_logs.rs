//! Query logs of zones: the policy that lets Route 53 write into their log groups.
//!
//! In: zones with logs. Out: one policy for all of them, since a region holds ten; each log comes after it. Deliberately absent:
//! resolver query logs, which need none.

use super::expand::Expansion;
use super::statement::{arn, document, service_may, texts};
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
    let actions = texts(&["logs:CreateLogStream", "logs:PutLogEvents"]);
    let writes = service_may("Route53Writes", Value::text("route53.amazonaws.com"), actions, Value::List(groups), None);
    expansion.set(policy, "name", Value::text(&format!("{program}-query-logs")));
    expansion.set(policy, "policy", document(vec![writes]));
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
    let region = [Value::text(":logs:us-east-1:"), Value::stack("account"), Value::text(":log-group:")];
    Some(arn(region.into_iter().chain([expansion.get(group, "name"), Value::text(":*")]).collect()))
}
