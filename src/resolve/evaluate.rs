//! What an expression is worth.
//!
//! In: an expression and whatever knows the names in it. Out: a value; unknown parts stay unknown. A bare word that names
//! nothing stays a word, to be understood by the place it stands in. Deliberately absent: shapes and bounds.

use super::functions;
use super::quantify::quantify;
use super::within::Within;
use super::{misfit, operate};
use crate::report::{Code, Reports, nearest};
use crate::schema::{Condition, InputId, Unknown, Value};
use crate::source::{Name, Span};
use crate::syntax::{Binary, Each, Expr, Form, Piece, Unary, Word};
use std::sync::Arc;

/// Whoever knows what names mean.
pub trait Names {
    /// The value of a name, if it names something here.
    fn name(&self, name: Name, span: Span, reports: &mut Reports) -> Option<Value>;

    /// A member of a block, a choice's word or anything else this scope can look into.
    fn member(&self, of: &Value, member: Name) -> Option<Value>;

    /// The members a value has, for "did you mean".
    fn members(&self, of: &Value) -> Vec<&'static str> {
        let _ = of;
        Vec::new()
    }

    /// The names that can be seen from here, for "did you mean".
    fn visible(&self) -> Vec<Name> {
        Vec::new()
    }

    /// Whether a value can have such a member at all, even if it has none now.
    fn has_member(&self, of: &Value, member: Name) -> bool {
        let _ = (of, member);
        false
    }

    /// Whether an input is always given, so that it is never `none`.
    fn is_given(&self, input: InputId) -> bool {
        let _ = input;
        false
    }

    /// Asks about the branches of a block, one after another, until the answer is that it is enough: as scopes, so that only what is
    /// asked of them is worked out. False where the list is not that of branches.
    fn ask_branches(&self, list: &Expr, ask: &mut dyn FnMut(&dyn Names) -> bool) -> bool {
        let _ = (list, ask);
        false
    }

    /// How many items a list has, where that can be said without having them.
    fn length(&self, list: &Expr) -> Option<i64> {
        let _ = list;
        None
    }

    /// Is told of two values that are compared, or of the items of one.
    fn compared(&self, one: &Value, other: &Value) {
        let _ = (one, other);
    }

    /// A function that only this scope has, such as `file`.
    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value>;
}

/// The value of an expression.
pub fn evaluate(expr: &Expr, names: &dyn Names, reports: &mut Reports) -> Value {
    match &expr.form {
        Form::Word(word) => word_value(*word, expr.span, names, reports),
        Form::Number(number) => Value::from(number),
        Form::Text(text) => Value::Text(text.clone()),
        Form::Template(pieces) => template(pieces, names, reports),
        Form::Member(..) => member(expr, names, reports),
        Form::Index(of, key) => index(expr.span, of, key, names, reports),
        Form::Call(function, arguments) => call(expr.span, function, arguments, names, reports),
        Form::List(items) => Value::List(items.iter().map(|item| evaluate(item, names, reports)).collect()),
        Form::Map(entries) => Value::Map(
            entries.iter().map(|entry| (key_text(&entry.key, names, reports), evaluate(&entry.value, names, reports))).collect(),
        ),
        Form::Each(each) => list_of_each(each, names, reports),
        Form::If(parts) => choose(parts, names, reports),
        Form::Unary(operator, operand) => {
            let value = evaluate(operand, names, reports);
            let (sign, result) = match operator {
                Unary::Not => ("not", operate::not(&value)),
                Unary::Minus => ("-", operate::negate(&value)),
            };
            result.unwrap_or_else(|| {
                let sort = operate::sort(&value);
                reports.push(Code::BadOperands.at(expr.span).with(sign).with("nothing").with(sort));
                Value::None
            })
        }
        Form::Binary(operator, operands) => binary(expr.span, *operator, operands, names, reports),
        Form::Optional(inner) => evaluate(inner, names, reports),
        Form::Broken => Value::None,
    }
}

/// The value of an expression where no type is expected, so that a word can only be a name: in a string, of an output.
pub fn evaluate_named(expr: &Expr, names: &dyn Names, reports: &mut Reports) -> Value {
    let value = evaluate(expr, names, reports);
    match &value {
        Value::Word(word) if is_unnamed(expr, word, names) => {
            reports.push(misfit::unnamed(*word, expr.span, &names.visible()));
            operate::unknown_truth()
        }
        _ => value,
    }
}

/// Whether a word is what the expression says itself, and no name of anything.
fn is_unnamed(expr: &Expr, word: &str, names: &dyn Names) -> bool {
    match &expr.form {
        Form::Word(own) => **own == *word && names.name(*own, expr.span, &mut Reports::default()).is_none(),
        Form::Member(of, last) => {
            let before = word.strip_suffix(last.name.as_str()).and_then(|before| before.strip_suffix('.'));
            before.is_some_and(|before| is_unnamed(of, before, names))
        }
        _ => false,
    }
}

fn word_value(word: Name, span: Span, names: &dyn Names, reports: &mut Reports) -> Value {
    match word.as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "none" => Value::None,
        _ => names.name(word, span, reports).unwrap_or(Value::Word(word)),
    }
}

fn template(pieces: &[Piece], names: &dyn Names, reports: &mut Reports) -> Value {
    let parts = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Value::Text(text.clone()),
            Piece::Value(expr) => evaluate_named(expr, names, reports),
        })
        .collect();
    operate::join(parts)
}

fn member(expr: &Expr, names: &dyn Names, reports: &mut Reports) -> Value {
    let Form::Member(of, word) = &expr.form else {
        return Value::None;
    };
    let value = evaluate(of, names, reports);
    match &value {
        Value::Word(constant) => {
            names.member(&value, word.name).unwrap_or_else(|| Value::word(&format!("{constant}.{}", word.name)))
        }
        Value::Map(entries) => match entries.iter().find(|(key, _)| **key == *word.name.as_str()) {
            Some((_, value)) => value.clone(),
            None => no_member(of, *word, entries.iter().map(|(key, _)| key.as_ref()).collect(), reports),
        },
        Value::None => Value::None,
        _ => {
            let found = names.member(&value, word.name);
            found.unwrap_or_else(|| no_member(of, *word, names.members(&value), reports))
        }
    }
}

fn no_member(of: &Expr, word: Word, known: Vec<&str>, reports: &mut Reports) -> Value {
    let draft = Code::UnknownMember.at(word.span).with(of_text(of)).with(word.name).with(known.join(", "));
    let draft = if known.is_empty() {
        draft.labelled("it hands out nothing").fix("an `output` in its component hands it out")
    } else {
        draft
    };
    reports.push(draft.nearest(nearest(&word.name, known)));
    Value::None
}

fn index(span: Span, of: &Expr, key: &Expr, names: &dyn Names, reports: &mut Reports) -> Value {
    let value = evaluate(of, names, reports);
    let key_value = evaluate(key, names, reports);
    let found = match (&value, &key_value) {
        (Value::Map(entries), key) => {
            let wanted = operate::shown(key);
            entries.iter().find(|(known, _)| **known == *wanted).map(|(_, value)| value.clone())
        }
        (Value::List(items), Value::Int(at)) => usize::try_from(*at).ok().and_then(|at| items.get(at)).cloned(),
        (Value::None, _) => Some(Value::None),
        _ => None,
    };
    found.unwrap_or_else(|| {
        let keys = match &value {
            Value::Map(entries) => entries.iter().map(|(key, _)| key.as_ref()).collect::<Vec<_>>().join(", "),
            Value::List(items) if !items.is_empty() => format!("0 to {}", items.len() - 1),
            _ => "none".to_owned(),
        };
        reports.push(Code::UnknownIndex.at(span).with(of_text(of)).with(operate::shown(&key_value)).with(keys));
        Value::None
    })
}

fn call(span: Span, function: &Expr, arguments: &[Expr], names: &dyn Names, reports: &mut Reports) -> Value {
    let Form::Word(word) = &function.form else {
        reports.push(Code::UnknownFunction.at(span).with(of_text(function)));
        return Value::None;
    };
    if let ("any" | "all", [list, test]) = (word.as_str(), arguments) {
        return quantify(word.as_str() == "any", list, test, names, reports);
    }
    if let ("length", [list]) = (word.as_str(), arguments) {
        let mut count = 0;
        let mut counts = |_: &dyn Names| {
            count += 1;
            false
        };
        if names.ask_branches(list, &mut counts) {
            return Value::Int(count);
        }
        if let Some(count) = names.length(list) {
            return Value::Int(count);
        }
    }
    let values: Vec<Value> = arguments.iter().map(|argument| evaluate(argument, names, reports)).collect();
    if let ("distinct", [value]) = (word.as_str(), values.as_slice()) {
        names.compared(value, value);
    }
    let answer = names.call(*word, &values, span, reports).or_else(|| functions::apply(word, &values));
    match (answer, functions::takes(word)) {
        (Some(value), _) => value,
        (None, Some(takes)) => {
            let given = values.iter().map(operate::sort).collect::<Vec<_>>().join(", ");
            reports.push(Code::WrongArguments.at(span).with(word).with(takes).with(given));
            Value::None
        }
        (None, None) => Value::Call(*word, values.into()),
    }
}

/// The text of a map's key: a word stands for itself unless it is the name of a text.
fn key_text(key: &Expr, names: &dyn Names, reports: &mut Reports) -> Arc<str> {
    match &key.form {
        Form::Word(word) => word.as_str().into(),
        Form::Text(text) => text.clone(),
        _ => operate::shown(&evaluate(key, names, reports)).into(),
    }
}

fn list_of_each(each: &Each, names: &dyn Names, reports: &mut Reports) -> Value {
    let turns = turns(&evaluate(&each.list, names, reports), each.list.span, reports);
    let mut items = Vec::with_capacity(turns.len());
    for turn in turns {
        let scope = Within { outer: names, names: turn.bind(&each.names) };
        items.push(evaluate(&each.value, &scope, reports));
    }
    Value::List(items)
}

/// One turn of a loop.
#[derive(Clone, Debug)]
pub struct Turn {
    /// What names the things it makes.
    pub key: Arc<str>,
    first: Value,
    second: Value,
}

impl Turn {
    /// The loop's names with their values in this turn.
    pub fn bind(self, names: &[Word]) -> Vec<(Name, Value)> {
        names.iter().map(|word| word.name).zip([self.first, self.second]).collect()
    }
}

/// The turns of a loop over a value; a value that cannot be gone through is reported and has none.
pub fn turns(value: &Value, span: Span, reports: &mut Reports) -> Vec<Turn> {
    match value {
        Value::List(items) => {
            items.iter().map(|item| Turn { key: operate::shown(item).into(), first: item.clone(), second: Value::None }).collect()
        }
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| Turn { key: key.clone(), first: Value::Word(Name::of(key)), second: value.clone() })
            .collect(),
        Value::None => Vec::new(),
        Value::Unknown(_) => {
            reports.push(Code::UnknownYet.at(span).with("what a loop goes through").with("this"));
            Vec::new()
        }
        other => {
            reports.push(Code::NothingToLoop.at(span).with(operate::shown(other)).with(operate::sort(other)));
            Vec::new()
        }
    }
}

fn choose(parts: &[Expr; 3], names: &dyn Names, reports: &mut Reports) -> Value {
    let [condition, yes, no] = parts;
    match evaluate(condition, names, reports) {
        Value::Bool(true) => evaluate(yes, names, reports),
        Value::Bool(false) => evaluate(no, names, reports),
        value => match operate::condition(&value) {
            Some(condition) => {
                let (yes, no) = (evaluate(yes, names, reports), evaluate(no, names, reports));
                names.compared(&yes, &no);
                if yes == no { yes } else { Value::Unknown(Box::new(Unknown::If(condition, yes, no))) }
            }
            None => {
                reports.push(Code::NotACondition.at(condition.span));
                Value::None
            }
        },
    }
}

/// What an `if` statement does.
pub enum Decision {
    /// Known when compiling.
    Known(bool),
    /// Known when deployed.
    Later(Condition),
}

/// Decides the condition of an `if` statement; what is no condition is reported and counts as false.
pub fn decide(condition: &Expr, names: &dyn Names, reports: &mut Reports) -> Decision {
    match evaluate(condition, names, reports) {
        Value::Bool(truth) => Decision::Known(truth),
        value => match operate::condition(&value) {
            Some(condition) => Decision::Later(condition),
            None => {
                reports.push(Code::NotACondition.at(condition.span));
                Decision::Known(false)
            }
        },
    }
}

fn binary(span: Span, operator: Binary, operands: &[Expr; 2], names: &dyn Names, reports: &mut Reports) -> Value {
    let left = evaluate(&operands[0], names, reports);
    match (operator, &left) {
        (Binary::And, Value::Bool(false)) => return Value::Bool(false),
        (Binary::Or, Value::Bool(true)) => return Value::Bool(true),
        _ => {}
    }
    let right = evaluate(&operands[1], names, reports);
    let is_there = |value: &Value| matches!(value, Value::Unknown(unknown) if matches!(**unknown, Unknown::Input(input) if names.is_given(input)));
    let is_none = |value: &Value| *value == Value::None;
    if is_none(&left) && is_there(&right) || is_there(&left) && is_none(&right) {
        match operator {
            Binary::Equal => return Value::Bool(false),
            Binary::NotEqual => return Value::Bool(true),
            _ => {}
        }
    }
    if matches!(operator, Binary::Equal | Binary::NotEqual | Binary::In) {
        names.compared(&left, &right);
    }
    operate::binary(operator, &left, &right).unwrap_or_else(|| {
        let sign = operate::sign(operator);
        if operate::is_reported(&left) || operate::is_reported(&right) {
            return operate::unknown_truth();
        }
        if operate::computes(operator, &left, &right) {
            let sum = format!("{} {sign} {}", operate::shown(&left), operate::shown(&right));
            reports.push(Code::Overflow.at(span).with(sum));
            return Value::None;
        }
        reports.push(Code::BadOperands.at(span).with(sign).with(operate::sort(&left)).with(operate::sort(&right)));
        Value::None
    })
}

/// How a report names what an expression stands for: its word, or its sort.
fn of_text(expr: &Expr) -> String {
    match &expr.form {
        Form::Word(word) => word.to_string(),
        Form::Member(_, word) => word.name.to_string(),
        Form::Index(of, _) => of_text(of),
        _ => "this".to_owned(),
    }
}
