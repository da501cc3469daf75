//! What is known of a deployment itself, as each target spells it.
//!
//! In: a part of it, or its spelling. Out: the other. Deliberately absent: where the spelling stands.

use crate::schema::{Target, Value};
use crate::source::Name;

/// Each part, CloudFormation's pseudo parameter, and the attribute of a data source in Terraform.
const PARTS: [(&str, &str, &str); 3] = [
    ("account", "AWS::AccountId", "data.aws_caller_identity.current.account_id"),
    ("partition", "AWS::Partition", "data.aws_partition.current.partition"),
    ("region", "AWS::Region", "data.aws_region.current.name"),
];

/// How a part is spelled.
pub(super) fn spelled(part: Name, target: Target) -> &'static str {
    let (_, cfn, tf) = PARTS.iter().find(|(known, ..)| part == *known).unwrap_or(&PARTS[2]);
    match target {
        Target::CloudFormation => cfn,
        Target::Terraform => tf,
    }
}

/// The part that is spelled so.
pub(super) fn read(text: &str, target: Target) -> Option<Value> {
    let (part, ..) = PARTS.iter().find(|(part, ..)| spelled(Name::of(part), target) == text)?;
    Some(Value::stack(part))
}
