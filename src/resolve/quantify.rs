//! Whether a test holds of any, or of all, of several things.
//!
//! In: a list and a test. Out: a truth, unknown where an item may decide it. Deliberately absent: what a test says (`evaluate`).

use super::evaluate::{Names, evaluate};
use super::operate;
use crate::report::Reports;
use crate::schema::{InputId, Value};
use crate::source::{Name, Span};
use crate::syntax::Expr;

/// `any(list, test)` and `all(list, test)`: in the test, `item` is the item, and a block's or map's fields have their own names. Of a
/// map, the items are its keys.
pub(super) fn quantify(any: bool, list: &Expr, test: &Expr, names: &dyn Names, reports: &mut Reports) -> Value {
    let (mut decided, mut unknown) = (false, false);
    let mut decides = |names: &dyn Names, reports: &mut Reports| {
        match evaluate(test, names, reports) {
            Value::Bool(truth) => decided |= truth == any,
            _ => unknown = true,
        }
        decided
    };
    if !names.ask_branches(list, &mut |branch| decides(branch, reports)) {
        let items = match evaluate(list, names, reports) {
            Value::List(items) => items,
            Value::Map(entries) => entries.into_iter().map(|(key, _)| Value::Text(key)).collect(),
            _ => return operate::unknown_truth(),
        };
        let _ = items.into_iter().any(|item| decides(&Item { outer: names, item }, reports));
    }
    match (decided, unknown) {
        (true, _) => Value::Bool(any),
        (false, true) => operate::unknown_truth(),
        (false, false) => Value::Bool(!any),
    }
}

/// What a test sees: one item, whose fields have their own names, within all else.
pub struct Item<'a> {
    /// All else.
    pub outer: &'a dyn Names,
    /// The one.
    pub item: Value,
}

impl Names for Item<'_> {
    fn name(&self, name: Name, span: Span, reports: &mut Reports) -> Option<Value> {
        if name == "item" {
            return Some(self.item.clone());
        }
        let own = match &self.item {
            Value::Map(entries) => entries.iter().find(|(key, _)| **key == *name.as_str()).map(|(_, value)| value.clone()),
            Value::Block(_) if self.outer.has_member(&self.item, name) => self.outer.member(&self.item, name),
            _ => None,
        };
        own.or_else(|| self.outer.name(name, span, reports))
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        self.outer.member(of, member)
    }

    fn visible(&self) -> Vec<Name> {
        self.outer.visible()
    }

    fn is_given(&self, input: InputId) -> bool {
        self.outer.is_given(input)
    }

    fn length(&self, list: &Expr) -> Option<i64> {
        // The fields of an item come first.
        if matches!(self.item, Value::Map(_) | Value::Block(_)) { None } else { self.outer.length(list) }
    }

    fn compared(&self, one: &Value, other: &Value) {
        self.outer.compared(one, other);
    }

    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value> {
        self.outer.call(function, arguments, span, reports)
    }
}
