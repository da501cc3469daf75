//! Giving a field its value.
//!
//! In: a field and an expression. Out: a slot of the block, or a report on the part of the expression that does not fit.
//! Deliberately absent: which statement means which field (`body`, `head`).

use super::build::Builder;
use crate::report::Code;
use crate::resolve::{Asked, ScopeId, fit, report};
use crate::schema::{Block, Default, FieldId, Kind, Position, Shape, Value};
use crate::source::Span;
use crate::syntax::{Expr, Form};

impl Builder<'_, '_, '_> {
    /// `name = expr`
    pub(super) fn assign(&mut self, block: &mut Block, field: FieldId, word: Span, expr: &Expr, scope: ScopeId) {
        let kind = self.schema.kind(block.kind);
        let declared = kind.field(field);
        if matches!(declared.position, Position::Filled | Position::Parent) {
            let why = "the compiler fills it in";
            self.reports.push(Code::MisplacedField.at(word).with(declared.name).with(why));
            return;
        }
        if let Some(first) = block.slot(field) {
            self.reports.push(Code::FieldTwice.at(word).with(declared.name).beside(first.span, "given here first"));
            return;
        }
        self.warn_of_legacy(kind, field, word);
        let value = self.scopes.evaluate(expr, scope, self.reports);
        self.put(block, field, value, expr, scope);
    }

    /// Says what to use in place of what AWS calls legacy.
    pub(super) fn warn_of_legacy(&mut self, kind: &Kind, field: FieldId, word: Span) {
        let declared = kind.field(field);
        if let Some(instead) = &declared.legacy {
            self.reports.push(Code::LegacyField.at(word).with(declared.name).with(instead));
        }
    }

    /// Writes a value into a field, in the form its shape has.
    pub(super) fn put(&mut self, block: &mut Block, field: FieldId, value: Value, expr: &Expr, scope: ScopeId) {
        let declared = self.schema.kind(block.kind).field(field);
        match fit(&value, &declared.shape, self.schema, &self.scopes) {
            Ok(fitted) => {
                self.note_items(expr);
                block.set(field, expr.span, fitted.unwrap_or(value));
            }
            Err(_) if value == Value::None && !matches!(declared.default, Default::Required) => {
                if !matches!(declared.default, Default::Absent) {
                    block.set(field, expr.span, Value::None);
                }
            }
            Err(_) if value == Value::None => {}
            Err(misfit) => {
                let asked = Asked { name: declared.name, shape: &declared.shape, visible: self.visible(scope) };
                report(&misfit, &value, &asked, expr, self.schema, self.reports);
                // It is not missing, and nothing is to follow from it.
                block.set(field, expr.span, crate::resolve::unknown_truth());
            }
        }
    }

    /// Remembers where the items of a list stand, and the keys of a map.
    fn note_items(&mut self, expr: &Expr) {
        let places: Box<[Span]> = match &expr.form {
            Form::List(items) => items.iter().map(|item| item.span).collect(),
            Form::Map(entries) => entries.iter().map(|entry| entry.key.span).collect(),
            _ => return,
        };
        if !places.is_empty() {
            self.items.insert(expr.span, places);
        }
    }

    /// Whether a value fits a field, without a report.
    pub(super) fn fits(&self, value: &Value, shape: &Shape) -> bool {
        fit(value, shape, self.schema, &self.scopes).is_ok()
    }
}
