//! Any tree that a program can have.

use edgewise::source::{Name, Span};
use edgewise::syntax::{Binary, Each, Entry, Expr, Form, Number, Piece, Statement, Statements, Target, Unary, Word};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// Words that mean something to the grammar, and are no operands.
const KEYWORDS: [&str; 8] = ["if", "else", "for", "from", "in", "and", "or", "not"];

fn name() -> impl Strategy<Value = Name> {
    "[A-Za-z_][A-Za-z0-9_]{0,5}(-[A-Za-z0-9]{1,3}){0,2}"
        .prop_filter("a keyword", |word| !KEYWORDS.contains(&word.as_str()))
        .prop_map(|word| Name::of(&word))
}

fn nowhere(form: Form) -> Expr {
    Expr { span: Span::default(), form }
}

fn word(name: Name) -> Word {
    Word { span: Span::default(), name }
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::Int),
        "-?[0-9]{1,4}\\.[0-9]{1,4}".prop_map(|digits| Number::Decimal(digits.into())),
        any::<u32>().prop_map(|amount| Number::Duration(u64::from(amount))),
        any::<u32>().prop_map(|amount| Number::Size(u64::from(amount))),
        any::<u32>().prop_map(Number::Percent),
        prop_oneof!["20[0-9]{2}-0[1-9]", "20[0-9]{2}-1[0-2]-[0-2][1-9]T1[0-9]:[0-5][0-9]:[0-5][0-9]Z"]
            .prop_map(|text| Number::Time(text.into())),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", "[a\\n\\\\\"$\\{\\} é“\\t]{0,12}", "([ ]{0,2}[a-c\\\\$\\{]{1,4}\n){1,4}", any::<String>()]
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        3 => name().prop_map(Form::Word),
        2 => number().prop_map(Form::Number),
        2 => text().prop_map(|text| Form::Text(text.into())),
    ]
    .prop_map(nowhere)
}

/// Neighbouring texts of a template are one, and one value at least is in it.
fn template(parts: Vec<(String, Expr)>, last: String) -> Form {
    let mut pieces = vec![];
    for (text, value) in parts {
        if !text.is_empty() {
            pieces.push(Piece::Text(text.into()));
        }
        pieces.push(Piece::Value(value));
    }
    if !last.is_empty() {
        pieces.push(Piece::Text(last.into()));
    }
    Form::Template(pieces)
}

fn binary() -> impl Strategy<Value = Binary> {
    use Binary::*;
    prop::sample::select(vec![Or, And, Equal, NotEqual, Less, AtMost, More, AtLeast, In, Either, Range, Plus, Minus, Times, Over])
}

fn key() -> impl Strategy<Value = Expr> {
    let word = prop_oneof![name(), prop::sample::select(KEYWORDS.to_vec()).prop_map(Name::of)];
    prop_oneof![word.prop_map(Form::Word), text().prop_map(|text| Form::Text(text.into()))].prop_map(nowhere)
}

/// Any expression.
pub fn expr() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            (vec((text(), inner.clone()), 1..3), text()).prop_map(|(parts, last)| template(parts, last)),
            (inner.clone(), name()).prop_map(|(base, name)| Form::Member(Box::new(base), word(name))),
            (inner.clone(), "[0-9][A-Za-z0-9_]{0,3}")
                .prop_map(|(base, name)| Form::Member(Box::new(base), word(Name::of(&name)))),
            (inner.clone(), inner.clone()).prop_map(|(base, key)| Form::Index(Box::new(base), Box::new(key))),
            (inner.clone(), vec(inner.clone(), 0..3)).prop_map(|(base, arguments)| Form::Call(Box::new(base), arguments)),
            vec(inner.clone(), 0..5).prop_map(Form::List),
            vec((key(), inner.clone()).prop_map(|(key, value)| Entry { key, value }), 0..4).prop_map(Form::Map),
            (vec(name().prop_map(word), 1..3), inner.clone(), inner.clone())
                .prop_map(|(names, list, value)| Form::Each(Box::new(Each { names, list, value }))),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| Form::If(Box::new([a, b, c]))),
            (any::<bool>(), inner.clone())
                .prop_map(|(not, operand)| Form::Unary(if not { Unary::Not } else { Unary::Minus }, Box::new(operand))),
            (binary(), inner.clone(), inner.clone()).prop_map(|(operator, a, b)| Form::Binary(operator, Box::new([a, b]))),
            inner.prop_map(|base| Form::Optional(Box::new(base))),
        ]
        .prop_map(nowhere)
    })
}

fn docs() -> impl Strategy<Value = Option<String>> {
    of(vec("( {0,2}[!-~]{1,8})?", 1..3).prop_map(|lines| lines.join("\n")))
}

fn targets() -> impl Strategy<Value = Option<Vec<Target>>> {
    of(vec(vec(expr(), 1..3).prop_map(|terms| Target { span: Span::default(), terms }), 1..3))
}

prop_compose! {
    fn plain()(head in vec(expr(), 0..4), docs in docs(), ty in of(expr()), from in of(expr()), value in of(expr()), targets in targets()) -> Statement {
        let mut statement = Statement { docs: docs.map(Into::into), head, ty: ty.map(Box::new), from: from.map(Box::new), value, targets, ..Statement::default() };
        if statement.head.is_empty() {
            (statement.ty, statement.value) = (None, None);
            statement.targets.get_or_insert_with(|| vec![Target { span: Span::default(), terms: vec![nowhere(Form::Word(Name::of("x")))] }]);
        }
        if statement.ty.is_none() {
            statement.from = None;
        }
        statement
    }
}

fn branch(condition: Expr, body: Statements, otherwise: Option<Statements>) -> Statement {
    let head = vec![nowhere(Form::Word(Name::of("if"))), condition];
    Statement { head, body: Some(body), otherwise, ..Statement::default() }
}

/// Any statements.
pub fn statements() -> impl Strategy<Value = Statements> {
    let statement = plain().prop_recursive(3, 12, 3, |inner| {
        let body = || vec(inner.clone(), 0..4);
        prop_oneof![
            (plain(), body()).prop_map(|(statement, body)| Statement { body: Some(body), ..statement }),
            (expr(), body(), of(body())).prop_map(|(condition, body, otherwise)| branch(condition, body, otherwise)),
        ]
    });
    vec(statement, 0..5)
}
