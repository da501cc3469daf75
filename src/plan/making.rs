//! What blocks bring along, as the library says it: associations, parts of a list, resources beside.
//!
//! In: blocks, and the `makes`, `fills` and `tells` of their kinds. Out: the blocks and fields these ask for. Deliberately absent:
//! what needs more than a loop over a list; that has rooms of its own.

use super::expand::Expansion;
use crate::report::{Code, Reports};
use crate::resolve::shown;
use crate::schema::{Block, BlockId, Makes, Making, Value};
use crate::source::Name;

/// How often blocks tell each other before nothing new is said: a profile tells a firewall, a firewall its lists.
const ROUNDS: usize = 4;

/// Makes what every block of the program brings along.
pub(super) fn expand(expansion: &mut Expansion, reports: &mut Reports) {
    for _ in 0..ROUNDS {
        each(expansion, reports, |what| what == Makes::Told);
    }
    each(expansion, reports, |what| matches!(what, Makes::Block(_) | Makes::Part(..)));
    // What was made is told on.
    each(expansion, reports, |what| what == Makes::Told);
    each(expansion, reports, |what| matches!(what, Makes::Other(_)));
}

fn each(expansion: &mut Expansion, reports: &mut Reports, wanted: fn(Makes) -> bool) {
    let schema = expansion.schema;
    for (kind, described) in schema.kinds() {
        if !described.makes.iter().any(|making| wanted(making.what)) {
            continue;
        }
        for id in expansion.of_kind(kind) {
            if expansion.blocks[id.0 as usize].existing {
                continue;
            }
            for making in described.makes.iter().filter(|making| wanted(making.what)) {
                make(expansion, id, making, reports);
            }
        }
    }
}

fn make(expansion: &mut Expansion, maker: BlockId, making: &Making, reports: &mut Reports) {
    let items = match &making.each {
        None => vec![Value::None],
        Some(each) => {
            let whole = Turn { maker, index: 0, item: Value::None };
            match whole.value(expansion, each) {
                Value::List(items) => items,
                Value::None => return,
                Value::Unknown(_) => {
                    let what = "one thing is made for each item of a list, which";
                    let block = &expansion.blocks[maker.0 as usize];
                    reports.push(Code::UnknownYet.at(block.span).with(what).with(&block.label));
                    return;
                }
                one => vec![one],
            }
        }
    };
    let mut parts = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let turn = Turn { maker, index, item };
        if making.when.as_ref().is_some_and(|when| turn.value(expansion, when) != Value::Bool(true)) {
            continue;
        }
        let values: Vec<(Name, Value)> = making.fields.iter().map(|(name, expr)| (*name, turn.value(expansion, expr))).collect();
        let after = making.after.as_ref().map(|after| turn.value(expansion, after));
        let Some(made) = turn.made(expansion, making) else {
            continue;
        };
        for (name, value) in values.into_iter().filter(|(_, value)| *value != Value::None) {
            expansion.set(made, name.as_str(), value);
        }
        if let Some(Value::List(blocks)) = after {
            let blocks = blocks.iter().filter_map(|block| match block {
                Value::Block(id) => Some(*id),
                _ => None,
            });
            expansion.order_after(made, blocks.collect());
        }
        if let Some(into) = making.into {
            expansion.set(maker, into.as_str(), Value::Block(made));
        }
        parts.push(Value::Block(made));
    }
    if let Makes::Part(field, _) = making.what
        && !parts.is_empty()
    {
        let several = expansion.holds_list(maker, field);
        let value = if several { Value::List(parts) } else { parts.swap_remove(0) };
        expansion.set(maker, field.as_str(), value);
    }
}

/// One turn of such a loop.
struct Turn {
    maker: BlockId,
    index: usize,
    item: Value,
}

impl Turn {
    /// The value of an expression that sees the maker's fields, `self`, `item` and `index`, and what is known of the deployment once there is one.
    fn value(&self, expansion: &Expansion, expr: &crate::syntax::Expr) -> Value {
        let names = Making::names(self.maker, self.index, self.item.clone());
        expansion.reader().compute_within(&expansion.blocks[self.maker.0 as usize], &names, expr)
    }

    /// The block that is to be written to.
    fn made(&self, expansion: &mut Expansion, making: &Making) -> Option<BlockId> {
        match making.what {
            Makes::Block(kind) => {
                let label = self.label(expansion, making);
                Some(expansion.make_kind(kind, label, self.maker))
            }
            Makes::Part(_, kind) => Some(expansion.make_kind(kind, String::new(), self.maker)),
            Makes::Other(kind) => {
                let block = &mut expansion.blocks[self.maker.0 as usize];
                let mut other = Block::new(kind, block.label.clone(), block.span);
                other.docs = block.docs.take();
                other.condition = block.condition.take();
                other.overrides = std::mem::take(&mut block.overrides);
                other.keep_id = block.keep_id.take();
                *block = other;
                Some(self.maker)
            }
            Makes::Told => match self.item {
                Value::Block(id) => Some(id),
                _ => None,
            },
        }
    }

    /// `corp core`: the maker, the word, the item, as far as there are any.
    fn label(&self, expansion: &Expansion, making: &Making) -> String {
        let mut label = expansion.called(&expansion.blocks[self.maker.0 as usize]).to_string();
        let item = match &self.item {
            Value::None => None,
            Value::Block(id) => Some(expansion.blocks[id.0 as usize].label.to_string()),
            other => Some(shown(other)),
        };
        for word in making.called.as_deref().into_iter().chain(item.as_deref()) {
            label.push(' ');
            label.push_str(word);
        }
        label
    }
}
