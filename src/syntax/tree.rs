//! The shape of a program as written: statements and expressions, each with its place.
//!
//! There is one shape of statement. What a word means is not known here: `behavior "/api/*" -> api { … }` and
//! `kind x -> "AWS::X" { … }` differ only in their words.

use crate::source::{Name, Span};
use std::sync::Arc;

/// Statements of one file or one body, in the order written.
pub type Statements = Vec<Statement>;

/// `docs  head term, term: type from expr = value -> target, target { body } else { body }`, each part optional.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// From the first term to the closing brace, docs excluded.
    pub span: Span,
    /// The `///` lines before it, joined by newlines, without the slashes.
    pub docs: Option<Arc<str>>,
    /// What stands before `:`, `=`, `->` or `{`. `for x in y {` is the terms `for`, `x in y`; `if c {` is `if`, `c`;
    /// `when a == b` is `when`, `a == b`. Empty for a route without a label (`-> "192.0.2.10"`).
    pub head: Vec<Expr>,
    /// After `:`.
    pub ty: Option<Box<Expr>>,
    /// After `from`, behind a type only.
    pub from: Option<Box<Expr>>,
    /// After `=`.
    pub value: Option<Expr>,
    /// After `->`; `None` where no arrow stands.
    pub targets: Option<Vec<Target>>,
    /// Between braces.
    pub body: Option<Statements>,
    /// After `else`; an `else if` is one statement in it.
    pub otherwise: Option<Statements>,
}

/// One target of an arrow: juxtaposed terms, `200 "/index.html"`, `record "eu.shop"`, `api`.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// All of its terms.
    pub span: Span,
    /// At least one.
    pub terms: Vec<Expr>,
}

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub form: Form,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `api`, `us-east-1`, `https_only`, `DE`, `true`, `none`.
    Word(Name),
    /// Any literal that begins with a digit or a sign.
    Number(Number),
    /// A string without interpolation, escapes resolved, common indent of `"""` removed.
    Text(Arc<str>),
    /// A string with `${…}`.
    Template(Vec<Piece>),
    /// `a.b`; also the dotted constants `TLSv1.2_2021` and `nodejs22.x`, whose second part may begin with a digit.
    Member(Box<Expr>, Word),
    /// `a[b]`.
    Index(Box<Expr>, Box<Expr>),
    /// `f(a, b)`, and in types `text(1..128)`, `[public_key](1..5)`.
    Call(Box<Expr>, Vec<Expr>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `{ a = 1, "b" = 2 }` where a value is expected.
    Map(Vec<Entry>),
    /// `[for a, b in map: value]`.
    Each(Box<Each>),
    /// `if c { a } else { b }` as a value.
    If(Box<[Expr; 3]>),
    /// `not a`, `-a`.
    Unary(Unary, Box<Expr>),
    /// `a + b`, `a in b`, `a | b`, `1..128`.
    Binary(Binary, Box<[Expr; 2]>),
    /// `T?` in types.
    Optional(Box<Expr>),
    /// What could not be understood; reported already.
    Broken,
}

/// A word with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// Where.
    pub span: Span,
    /// Which.
    pub name: Name,
}

/// A part of a string with interpolation.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text as it is.
    Text(Arc<str>),
    /// `${…}`.
    Value(Expr),
}

/// `key = value` of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// A word, a string or a template.
    pub key: Expr,
    /// What it is set to.
    pub value: Expr,
}

/// A list made from another.
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// One name, or two over a map.
    pub names: Vec<Word>,
    /// What is gone through.
    pub list: Expr,
    /// What each becomes.
    pub value: Expr,
}

/// A literal that begins with a digit or a sign.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// `75`, `120_000_000`, `+25`.
    Int(i64),
    /// `151.2`, in the author's digits.
    Decimal(Arc<str>),
    /// `1h30m`, in milliseconds. A year is 365 days.
    Duration(u64),
    /// `10KB`, in bytes; 1 KB is 1,024 bytes, as AWS counts.
    Size(u64),
    /// `10%`, `0.5%`, in hundredths of a percent.
    Percent(u32),
    /// `2026-11`, `2027-03-01`, `2026-11-01T12:00:00Z`, as written.
    Time(Arc<str>),
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `not a`
    Not,
    /// `-a`
    Minus,
}

/// Operators with two, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `a or b`
    Or,
    /// `a and b`
    And,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a < b`
    Less,
    /// `a <= b`
    AtMost,
    /// `a > b`
    More,
    /// `a >= b`
    AtLeast,
    /// `a in b`
    In,
    /// `a | b`, in types
    Either,
    /// `1..128`
    Range,
    /// `a + b`
    Plus,
    /// `a - b`
    Minus,
    /// `a * b`
    Times,
    /// `a / b`
    Over,
}
