//! What breaks a declared form, bound, word, case, or the once of a statement.

use edgewise::model::Model;
use edgewise::schema::{Block, Bounds, Default, Field, Position, Schema, Shape, Slot, TextForm};
use edgewise::source::{FileId, Sources, Span};
use edgewise::syntax::{Form, Statement, parse};
use std::ops::Range;

/// A change of a program that breaks one constraint.
pub struct Broken {
    pub name: String,
    pub range: Range<usize>,
    pub text: String,
    pub wanted: Vec<String>,
}

impl Broken {
    /// The program with the change.
    pub fn applied(&self, program: &str) -> String {
        format!("{}{}{}", &program[..self.range.start], self.text, &program[self.range.end..])
    }
}

/// A program that passes.
pub struct Source<'a> {
    pub model: &'a Model,
    pub schema: &'a Schema,
    text: &'a str,
    file: FileId,
    statements: Vec<Statement>,
}

/// A value that its shape does not take: what is wrong with it, the value, and the codes for that.
type Wrong = (&'static str, String, &'static [&'static str]);

/// What a longer text is made of at most.
const LONGEST: i64 = 20_000;

impl<'a> Source<'a> {
    pub fn new(text: &'a str, sources: &Sources, model: &'a Model, schema: &'a Schema) -> Source<'a> {
        // What it uses is read after it.
        let own = sources.iter().find(|(_, file)| *file.name == *"main.edge");
        let (file, _) = own.expect("the program is among them");
        let statements = parse(file, text, &mut edgewise::report::Reports::default());
        Source { model, schema, text, file, statements }
    }

    /// The blocks of the program, with the name of each one's kind.
    pub fn blocks(&self) -> impl Iterator<Item = (&'a str, &'a Block)> + '_ {
        let own = self.model.own().filter(|(_, block)| block.span.file == self.file);
        let with_branches = own.flat_map(|(_, block)| std::iter::once(block).chain(&block.branches));
        with_branches.map(|block| (self.schema.kind(block.kind).name.as_str(), block))
    }

    /// The place of a value, where it is written in this file as a literal or a word.
    pub fn place(&self, slot: &Slot) -> Option<Range<usize>> {
        let range = range(slot.span);
        let written = self.text.get(range.clone()).filter(|written| slot.span.file == self.file && !written.is_empty())?;
        (!written.contains("${")).then_some(range)
    }

    /// Forms, bounds and words of fields; fields that are left out, given twice, or of another case.
    pub fn fields(&self) -> Vec<Broken> {
        let mut all = Vec::new();
        for (kind, block) in self.blocks() {
            for slot in &block.slots {
                let field = self.schema.kind(block.kind).field(slot.field);
                let written = self.place(slot).filter(|_| field.position != Position::Parent);
                let Some(range) = written else { continue };
                for (what, text, codes) in wrong(self.schema, &field.shape, &self.text[range.clone()]) {
                    let mut one = broken(format!("{kind}.{}: {what}", field.name), range.clone(), text, codes);
                    // What stands around an arrow is told by its place first.
                    let around = if field.position == Position::Named { [].as_slice() } else { &["EW-309", "EW-310", "EW-312"] };
                    one.wanted.extend(around.iter().map(|code| (*code).to_owned()));
                    all.push(one);
                }
                if let Some(statement) = self.assigning(slot.span).filter(|_| field.position == Position::Named) {
                    self.given(kind, field, statement, &mut all);
                }
            }
            all.extend(self.other_case(kind, block));
        }
        all
    }

    fn given(&self, kind: &str, field: &Field, statement: &Statement, all: &mut Vec<Broken>) {
        let (at, whole) = (range(statement.span), &self.text[range(statement.span)]);
        let mut put = |what: &str, range: Range<usize>, text: String, codes: &[&str]| {
            all.push(broken(format!("{kind}.{}: {what}", field.name), range, text, codes));
        };
        if matches!(field.default, Default::Required) {
            put("left out", at.clone(), String::new(), &["EW-303", "EW-313"]);
        }
        put("given twice", at.start..at.start, format!("{whole}\n"), &["EW-304"]);
        put("misspelled", at.start..at.start, "zz".to_owned(), &["EW-302"]);
    }

    fn other_case(&self, kind: &str, block: &Block) -> Option<Broken> {
        let described = self.schema.kind(block.kind);
        let other = described.fields.iter().find(|field| {
            let is_plain = field.position == Position::Named && !field.on_branch && matches!(field.default, Default::Required);
            is_plain && field.case.is_some() && block.case.is_some() && field.case != block.case
        })?;
        let at = self.inside(block)?;
        Some(broken(
            format!("{kind}.{}: in another case", other.name),
            at..at,
            format!("{} = none\n", other.name),
            &["EW-311", "EW-314", "EW-305"],
        ))
    }

    /// Statements that stand twice.
    pub fn statements(&self) -> Vec<Broken> {
        let mut all = Vec::new();
        let mut open: Vec<(&str, &Statement)> = self.statements.iter().map(|statement| ("program", statement)).collect();
        while let Some((around, statement)) = open.pop() {
            let Some(word) =
                word(statement).filter(|word| !matches!(*word, "test" | "component" | "use" | "rule" | "overrides" | "resource"))
            else {
                continue;
            };
            if statement.value.is_none() && statement.ty.is_none() {
                let at = range(statement.span);
                let twice = format!("{}\n", &self.text[at.clone()]);
                all.push(broken(format!("{around}: `{word}` twice"), at.start..at.start, twice, &[]));
            }
            let inner = statement.body.iter().chain(&statement.otherwise).flatten();
            open.extend(inner.map(|inner| (word, inner)));
        }
        all
    }

    /// The statement `name = value` of a value.
    fn assigning(&self, value: Span) -> Option<&Statement> {
        self.find(&|statement| statement.value.as_ref().is_some_and(|own| own.span == value) && statement.head.len() == 1)
    }

    /// Where the body of a block begins, before its first statement.
    pub fn inside(&self, block: &Block) -> Option<usize> {
        let holds = |statement: &Statement| statement.head.iter().any(|word| word.span == block.span);
        let body = self.find(&holds)?.body.as_ref()?;
        Some(body.first()?.span.start as usize)
    }

    fn find(&self, holds: &dyn Fn(&Statement) -> bool) -> Option<&Statement> {
        let mut open: Vec<&Statement> = self.statements.iter().collect();
        while let Some(statement) = open.pop() {
            if holds(statement) {
                return Some(statement);
            }
            open.extend(statement.body.iter().chain(&statement.otherwise).flatten());
        }
        None
    }
}

pub fn broken(name: String, range: Range<usize>, text: String, codes: &[&str]) -> Broken {
    Broken { name, range, text, wanted: codes.iter().map(|code| (*code).to_owned()).collect() }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn word(statement: &Statement) -> Option<&str> {
    match &statement.head.first()?.form {
        Form::Word(word) => Some(word.as_str()),
        _ => None,
    }
}

/// Values that a shape does not take.
fn wrong(schema: &Schema, shape: &Shape, written: &str) -> Vec<Wrong> {
    const BOUNDS: &[&str] = &["EW-306"];
    let number = |bounds: &Bounds, unit: &dyn Fn(i64) -> String| {
        let above = bounds.max.and_then(|max| max.checked_add(1)).map(|value| ("above its bound", unit(value), BOUNDS));
        let below = bounds.min.filter(|min| *min > 0).map(|min| ("below its bound", unit(min - 1), BOUNDS));
        above.into_iter().chain(below).collect::<Vec<_>>()
    };
    let is_text = written.starts_with('"') && written.len() > 1 && written.ends_with('"');
    match shape {
        Shape::Int(bounds) => with_type(number(bounds, &|value| value.to_string())),
        Shape::Duration(bounds) => {
            let mut all = number(bounds, &|value| format!("{value}ms"));
            all.push(("without its unit", "7".to_owned(), &["EW-307", "EW-305"]));
            all
        }
        Shape::Size(bounds) => with_type(number(bounds, &|value| format!("{value}B"))),
        Shape::Percent(bounds) => with_type(number(bounds, &|value| format!("{}.{:02}%", value / 100, value % 100))),
        Shape::Bool => vec![("neither true nor false", "perhaps".to_owned(), &["EW-201", "EW-202", "EW-305"])],
        Shape::Choice(_) => vec![("a word that is none", "zz_none".to_owned(), &["EW-201", "EW-202", "EW-305"])],
        Shape::Kind(kind) if !is_text && !schema.kind(*kind).is_part => {
            vec![("a name that nothing has", "zz_none".to_owned(), &["EW-201", "EW-202"])]
        }
        Shape::Text(bounds) if is_text => {
            let long = bounds
                .max
                .filter(|max| *max < LONGEST)
                .map(|max| ("longer than its bound", format!("\"{}\"", "a".repeat(max as usize + 1)), BOUNDS));
            let short = bounds
                .min
                .filter(|min| *min > 0)
                .map(|min| ("shorter than its bound", format!("\"{}\"", "a".repeat(min as usize - 1)), BOUNDS));
            with_type(long.into_iter().chain(short).collect())
        }
        Shape::Form(form) if is_text => {
            let text = malformed(*form).map(|text| ("of another form", format!("\"{text}\""), &["EW-316"] as &[_]));
            with_type(text.into_iter().collect())
        }
        Shape::List(of, bounds) => {
            let empty = bounds.min.filter(|min| *min > 0).map(|_| ("an empty list", "[]".to_owned(), BOUNDS));
            if !written.starts_with('[') {
                return wrong(schema, of, written);
            }
            let item = wrong(schema, of, "\"\"").into_iter().filter(|(_, text, _)| text.len() < 400);
            let item = item.map(|(what, text, codes)| (what, format!("[{text}]"), codes));
            empty.into_iter().chain(item).collect()
        }
        Shape::Either(arms) if arms.iter().all(|arm| matches!(arm, Shape::Exactly(_) | Shape::Choice(_))) => {
            vec![("a word that is none", "zz_none".to_owned(), &["EW-201", "EW-202", "EW-305"])]
        }
        _ => Vec::new(),
    }
}

fn with_type(mut all: Vec<Wrong>) -> Vec<Wrong> {
    all.push(("of another type", "true".to_owned(), &["EW-305", "EW-309", "EW-310", "EW-316"]));
    all
}

fn malformed(form: TextForm) -> Option<&'static str> {
    Some(match form {
        TextForm::DomainName | TextForm::RecordName => "a..b",
        TextForm::PathPattern => "/a b",
        TextForm::Url => "gopher:/x",
        TextForm::IpAddress => "999.1.1.1",
        TextForm::Cidr => "192.0.2.0/99",
        TextForm::HostAndPort => "host",
        TextForm::Arn => "not-an-arn",
        TextForm::AccountId => "12",
        TextForm::ZoneId => "z!",
        TextForm::Secret => return None,
    })
}
