//! What names of a target stand for, when reading it back.
//!
//! In: logical ids, addresses, parameters and conditions, as the caller knows them. Out: blocks, inputs, conditions.
//! Deliberately absent: reading documents, which `import` does.

use crate::schema::{BlockId, Condition, InputId};
use rustc_hash::FxHashMap;

/// A lookup that the caller of `Lifter` fills.
#[derive(Clone, Debug, Default)]
pub struct Names {
    resources: FxHashMap<String, BlockId>,
    inputs: FxHashMap<String, InputId>,
    conditions: FxHashMap<String, Condition>,
}

impl Names {
    /// A resource by its logical id (CloudFormation) or `type.name` (Terraform).
    pub fn resource(&mut self, name: impl Into<String>, block: BlockId) {
        self.resources.insert(name.into(), block);
    }

    /// An input by its parameter (CloudFormation), or by `var.name`, `data.aws_ssm_parameter.name` (Terraform).
    pub fn input(&mut self, name: impl Into<String>, input: InputId) {
        self.inputs.insert(name.into(), input);
    }

    /// A condition by its name (CloudFormation).
    pub fn condition(&mut self, name: impl Into<String>, condition: Condition) {
        self.conditions.insert(name.into(), condition);
    }

    /// The block that a name stands for.
    pub fn block(&self, name: &str) -> Option<BlockId> {
        self.resources.get(name).copied()
    }

    pub(crate) fn input_named(&self, name: &str) -> Option<InputId> {
        self.inputs.get(name).copied()
    }

    pub(crate) fn condition_named(&self, name: &str) -> Option<&Condition> {
        self.conditions.get(name)
    }
}
