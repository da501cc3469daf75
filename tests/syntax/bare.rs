//! Trees without their places, to be compared.

use edgewise::source::Span;
use edgewise::syntax::{Entry, Expr, Form, Piece, Statement, Statements};

/// The same statements, all of them nowhere.
pub fn bare(mut statements: Statements) -> Statements {
    statements.iter_mut().for_each(statement);
    statements
}

fn statement(statement: &mut Statement) {
    statement.span = Span::default();
    let targets = statement.targets.iter_mut().flatten();
    let terms = targets.flat_map(|target| {
        target.span = Span::default();
        &mut target.terms
    });
    let boxed = [&mut statement.ty, &mut statement.from].into_iter().flatten().map(|expr| &mut **expr);
    let values = boxed.chain(&mut statement.value);
    statement.head.iter_mut().chain(values).chain(terms).for_each(expr);
    for body in [&mut statement.body, &mut statement.otherwise].into_iter().flatten() {
        body.iter_mut().for_each(self::statement);
    }
}

fn expr(expr: &mut Expr) {
    expr.span = Span::default();
    match &mut expr.form {
        Form::Word(_) | Form::Number(_) | Form::Text(_) | Form::Broken => {}
        Form::Template(pieces) => pieces.iter_mut().for_each(|piece| {
            if let Piece::Value(value) = piece {
                self::expr(value);
            }
        }),
        Form::Member(base, word) => {
            self::expr(base);
            word.span = Span::default();
        }
        Form::Index(base, key) => {
            self::expr(base);
            self::expr(key);
        }
        Form::Call(base, arguments) => {
            self::expr(base);
            arguments.iter_mut().for_each(self::expr);
        }
        Form::List(items) => items.iter_mut().for_each(self::expr),
        Form::Map(entries) => entries.iter_mut().for_each(|Entry { key, value }| {
            self::expr(key);
            self::expr(value);
        }),
        Form::Each(each) => {
            each.names.iter_mut().for_each(|word| word.span = Span::default());
            self::expr(&mut each.list);
            self::expr(&mut each.value);
        }
        Form::If(parts) => parts.iter_mut().for_each(self::expr),
        Form::Unary(_, operand) | Form::Optional(operand) => self::expr(operand),
        Form::Binary(_, operands) => operands.iter_mut().for_each(self::expr),
    }
}
