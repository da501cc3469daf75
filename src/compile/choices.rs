//! What is chosen for the parameters of a program.
//!
//! In: files of `name = value`, and what the command line says. Out: the values, the later ones last. Deliberately absent: which
//! parameters there are (`resolve`).

use super::{Options, Parsed};
use crate::report::{Code, Reports};
use crate::resolve::{Choice, Choices};
use crate::schema::{first_word, head_span, word_of};
use crate::source::{Name, Sources};
use crate::syntax::{Expr, Statement};

/// What is chosen for parameters: by files, then by the command line.
pub(super) fn choices(options: &Options, sources: &mut Sources, reports: &mut Reports) -> Choices {
    let mut choices = Choices { tests: options.tests, ..Choices::default() };
    for (name, text) in options.params {
        let Parsed { statements, reports: said, .. } = Parsed::of(name, text, sources);
        reports.extend(said);
        for statement in &statements {
            match choice(statement) {
                Some((name, value)) => choices.values.push(Choice {
                    name,
                    text: sources.slice(value.span).into(),
                    expr: Some(value.clone()),
                    place: Some(value.span),
                }),
                None => {
                    let word = first_word(statement).map_or("this", Name::as_str);
                    let draft = Code::MisplacedStatement.at(head_span(statement)).with(word).with("a file of parameters");
                    reports.push(draft.fix("write `name = value`"));
                }
            }
        }
    }
    let mut said = |(name, value): &(String, String)| {
        let Parsed { statements, reports: said, .. } = Parsed::of("the command line", &format!("{name} = {value}"), sources);
        let read = match statements.as_slice() {
            [statement] if said.count() == 0 => choice(statement),
            _ => None,
        };
        let expr = read.map(|(_, value)| value.clone());
        Choice { name: Name::of(name), text: value.as_str().into(), expr, place: None }
    };
    choices.values.extend(options.set.iter().map(&mut said));
    choices.inputs = options.inputs.iter().map(&mut said).collect();
    choices
}

/// `name = value`, and nothing else.
fn choice(statement: &Statement) -> Option<(Name, &Expr)> {
    let Statement { head, ty: None, targets: None, value: Some(value), body: None, .. } = statement else {
        return None;
    };
    match head.as_slice() {
        [name] => Some((word_of(name)?, value)),
        _ => None,
    }
}
