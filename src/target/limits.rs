//! What CloudFormation takes in one template.
//!
//! In: the library's facts. Out: numbers. Deliberately absent: cutting a plan up by them (`placement`).

use crate::schema::{Schema, Value};
use crate::source::Name;

/// What CloudFormation takes in one template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub resources: usize,
    pub bytes: usize,
    pub parameters: usize,
    pub outputs: usize,
}

impl Limits {
    /// From the library's facts, in the names `template_resources`, `template_bytes`, `template_parameters`, `template_outputs`.
    pub(crate) fn of(schema: &Schema) -> Limits {
        let fact = |name: &str, otherwise: usize| match schema.fact(Name::of(name)).map(|fact| &fact.value) {
            Some(Value::Int(number)) => *number as usize,
            Some(Value::Size(bytes)) => *bytes as usize,
            _ => otherwise,
        };
        Limits {
            resources: fact("template_resources", 500),
            bytes: fact("template_bytes", 1_000_000),
            parameters: fact("template_parameters", 200),
            outputs: fact("template_outputs", 200),
        }
    }
}
