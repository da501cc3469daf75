//! The names that an expression of the library sees.
//!
//! In: a block, or a branch of one. Out: a scope. Deliberately absent: what fields hold (`reader`).

use super::Reader;
use super::reader::{Whose, fits};
use crate::report::Reports;
use crate::resolve::{Names, place_facts};
use crate::schema::{Block, Field, FieldId, Value};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form};

/// The names an expression of the library sees: the block's own fields and derived values, then the library's facts.
pub(super) struct Fields<'a, 'b> {
    pub reader: Reader<'a>,
    pub block: &'b Block,
}

impl Names for Fields<'_, '_> {
    fn name(&self, name: Name, _: Span, _: &mut Reports) -> Option<Value> {
        let kind = self.reader.kind(self.block);
        if let Some(witness) = self.reader.witness {
            match name.as_str() {
                "label" => witness.aside(self.block, self.reader.whose),
                "parent" if self.reader.whose == Whose::Beyond => witness.aside(self.block, self.reader.whose),
                "branches" => witness.branches(self.block, self.reader.whose),
                _ => {}
            }
        }
        match name.as_str() {
            "case" if !kind.cases.is_empty() => {
                return Some(self.block.case.map_or(Value::None, |case| Value::Word(kind.case(case).name)));
            }
            "branches" => {
                return Some(Value::List(self.block.branches.iter().map(|branch| self.branch(branch)).collect()));
            }
            "label" => return Some(Value::Text(self.block.label.clone())),
            "parent" => return self.block.parent.map(Value::Block),
            "existing" if kind.field_named(name).is_none() => {
                return Some(Value::Bool(self.block.existing));
            }
            _ => {}
        }
        if let Some(field) = kind.field_in(name, self.block.case) {
            return Some(self.reader.value(self.block, field).into_owned());
        }
        if let Some(derived) = kind.derived.iter().find(|derived| derived.name == name && fits(derived, self.block)) {
            return Some(self.reader.derived_once(self.block, derived));
        }
        self.reader.schema.fact(name).map(|fact| fact.value.clone()).or_else(|| self.managed(name))
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        let found = self.reader.member(of, member);
        if matches!(of, Value::Word(_)) { found } else { found.or(Some(Value::None)) }
    }

    fn has_member(&self, of: &Value, member: Name) -> bool {
        let Value::Block(id) = of else { return false };
        let kind = self.reader.kind(self.reader.block(*id));
        kind.field_named(member).is_some() || kind.derived.iter().any(|derived| derived.name == member)
    }

    fn ask_branches(&self, list: &Expr, ask: &mut dyn FnMut(&dyn Names) -> bool) -> bool {
        let is_list = matches!(list.form, Form::Word(word) if word == "branches");
        if let Some(witness) = self.reader.witness.filter(|_| is_list) {
            witness.branches(self.block, self.reader.whose);
        }
        if is_list {
            let _ = self.block.branches.iter().any(|branch| ask(&OfBranch { outer: self, branch }));
        }
        is_list
    }

    fn length(&self, list: &Expr) -> Option<i64> {
        let Form::Word(word) = list.form else { return None };
        self.reader.length(self.block, self.reader.kind(self.block).field_in(word, self.block.case)?)
    }

    fn compared(&self, one: &Value, other: &Value) {
        if let Some(witness) = self.reader.witness {
            witness.compared(one, other);
        }
    }

    fn call(&self, function: Name, arguments: &[Value], _: Span, _: &mut Reports) -> Option<Value> {
        place_facts(function, arguments, self.reader.schema)
    }
}

/// What a test of `branches` sees: a branch, then what is seen without it.
struct OfBranch<'f, 'a, 'b> {
    outer: &'f Fields<'a, 'b>,
    branch: &'b Block,
}

impl OfBranch<'_, '_, '_> {
    /// A field that is said on the branch, or can be.
    fn field(&self, name: Name) -> Option<FieldId> {
        let kind = self.outer.reader.kind(self.branch);
        kind.fields_named(name).find(|(id, field)| is_of_branch(self.branch, *id, field)).map(|(id, _)| id)
    }
}

impl Names for OfBranch<'_, '_, '_> {
    fn name(&self, name: Name, span: Span, reports: &mut Reports) -> Option<Value> {
        if name == "item" {
            return Some(self.outer.branch(self.branch));
        }
        let reader = &self.outer.reader;
        if name == "label" {
            if let Some(witness) = reader.witness {
                witness.aside(self.branch, reader.whose);
            }
            return Some(Value::Text(self.branch.label.clone()));
        }
        match self.field(name) {
            Some(field) => Some(reader.value(self.branch, field).into_owned()),
            None => self.outer.name(name, span, reports),
        }
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        self.outer.member(of, member)
    }

    fn length(&self, list: &Expr) -> Option<i64> {
        let Form::Word(word) = list.form else { return None };
        match self.field(word) {
            Some(field) => self.outer.reader.length(self.branch, field),
            None => self.outer.length(list),
        }
    }

    fn compared(&self, one: &Value, other: &Value) {
        self.outer.compared(one, other);
    }

    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value> {
        self.outer.call(function, arguments, span, reports)
    }
}

/// Whether a field is said on a branch, or can be.
fn is_of_branch(branch: &Block, id: FieldId, field: &Field) -> bool {
    branch.slot(id).is_some() || field.on_branch && (field.case.is_none() || field.case == branch.case)
}

impl Fields<'_, '_> {
    /// A block of the library by name: `CachingOptimized`. They stand first in every model.
    fn managed(&self, name: Name) -> Option<Value> {
        let id = self.reader.schema.managed_named(name)?;
        self.reader.blocks.get(id.0 as usize).filter(|block| *block.label == *name.as_str()).map(|_| Value::Block(id))
    }

    /// A branch as a map of what can be written on it, and its label.
    pub fn branch(&self, branch: &Block) -> Value {
        let kind = self.reader.kind(branch);
        if let Some(witness) = self.reader.witness {
            witness.aside(branch, self.reader.whose);
        }
        let written = kind.fields().filter(|(id, field)| is_of_branch(branch, *id, field));
        let mut entries: Vec<_> =
            written.map(|(id, field)| (field.name.as_str().into(), self.reader.value(branch, id).into_owned())).collect();
        entries.push(("label".into(), Value::Text(branch.label.clone())));
        Value::Map(entries.into())
    }
}
