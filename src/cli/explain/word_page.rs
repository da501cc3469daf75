//! Pages of words that are no codes: components of the library's modules, fields, cases, steps of dry runs, lists of what there is.
//!
//! In: a word, the schema and the pages of `std`. Out: its pages. Deliberately absent: kinds (`kind_page`).

use super::page::{Page, spoken};
use crate::explain::{Ground, Step};
use crate::report::Reports;
use crate::resolve::described;
use crate::schema::{Field, Kind, Position, Schema, first_word, word_of};
use crate::source::{Name, Sources};
use crate::stdlib;
use crate::syntax::{Statement, parse};

impl Page {
    /// What a step of a dry run rests on.
    pub fn of_step(step: &Step) -> Page {
        let mut page = Page::new(format!("{} (a step): {}", step.code, step.title));
        page.paragraph(&step.means);
        match &step.rests_on {
            Ground::Documented(source) => page.paragraph(&format!("source: {source}")),
            Ground::Observed => page.paragraph("observed, and not documented"),
            Ground::Estimate => page.paragraph("an estimate: AWS does not document it"),
        }
        page
    }

    /// Every kind that stands by itself, or every component of `std`.
    pub fn of_list(word: &str, schema: &Schema) -> Option<Page> {
        let rows: Vec<(String, String)> = match word {
            "kinds" => {
                let kinds = schema.kinds().filter(|(_, kind)| kind.stands_alone() && !kind.is_raw());
                kinds.map(|(_, kind)| (kind.name.to_string(), first_sentence(kind.docs.as_deref()))).collect()
            }
            "components" => {
                let mut rows = Vec::new();
                components(|_, statement, _| {
                    rows.push((name_of(statement).unwrap_or_default(), first_sentence(statement.docs.as_deref())));
                });
                rows
            }
            _ => return None,
        };
        let mut page = Page::new(word.to_owned());
        for (name, says) in rows {
            page.lines(&name, "  ");
            page.lines(&says, "      ");
        }
        Some(page)
    }

    /// The components of `std` that have this name.
    pub fn of_components(word: &str) -> Vec<Page> {
        let mut pages = Vec::new();
        components(|module, statement, sources| {
            if name_of(statement).as_deref() == Some(word) {
                pages.push(Page::of_component(word, module, statement, sources));
            }
        });
        pages
    }

    fn of_component(word: &str, module: &str, statement: &Statement, sources: &Sources) -> Page {
        let mut page = Page::new(format!("{word}: a component of {module}"));
        page.paragraph(statement.docs.as_deref().unwrap_or_default());
        page.code("written", &format!("use {module}\n{word} name {{ … }}"));
        let body = statement.body.as_deref().unwrap_or_default();
        for (first, heading) in [("param", "parameters"), ("output", "can be asked for")] {
            let mut lines = body.iter().filter(|line| first_word(line).map(Name::as_str) == Some(first)).peekable();
            if lines.peek().is_some() {
                page.heading(heading);
            }
            for line in lines {
                let name = line.head.get(1).and_then(word_of).map_or("", Name::as_str);
                let ty = line.ty.as_ref().map(|ty| format!(": {}", sources.slice(ty.span))).unwrap_or_default();
                let is_param = first == "param";
                let default = match &line.value {
                    Some(value) if is_param => format!("; {} where not written", sources.slice(value.span)),
                    None if is_param && !ty.ends_with('?') => "; required".to_owned(),
                    _ => String::new(),
                };
                page.lines(&format!("{name}{ty}{default}"), "  ");
                page.lines(line.docs.as_deref().unwrap_or_default(), "      ");
            }
        }
        page
    }

    /// A field that kinds have, or a case of one.
    pub fn of_member(word: &str, schema: &Schema) -> Option<Page> {
        let is_it = |field: &&Field| field.name == *word && field.position != Position::Filled;
        let mut page = Page::new(format!("{word}: within other blocks"));
        let mut is_known = false;
        for (_, kind) in schema.kinds() {
            if let Some(field) = kind.fields.iter().find(is_it) {
                page.lines(&format!("{}: a field of `{}`: {}", word, kind.name, described(&field.shape, schema)), "  ");
                page.lines(&first_sentence(field.docs.as_deref()), "      ");
                is_known = true;
            }
            if is_case(kind, word) {
                page.lines(
                    &format!("{}: one way to write `{}`, see `edgewise explain {}`", spoken(word), kind.name, kind.name),
                    "  ",
                );
                is_known = true;
            }
        }
        is_known.then_some(page)
    }
}

fn is_case(kind: &Kind, word: &str) -> bool {
    kind.cases.iter().any(|case| case.name == *word && case.chosen_by.is_none())
}

/// Goes through the components of `std`, each with the module it is in.
fn components(mut each: impl FnMut(&str, &Statement, &Sources)) {
    for ((path, text), module) in stdlib::MODULES.iter().zip(stdlib::modules()) {
        let mut sources = Sources::default();
        let file = sources.add(*path, *text);
        for statement in parse(file, text, &mut Reports::default()).iter() {
            if first_word(statement).map(Name::as_str) == Some("component") {
                each(&module, statement, &sources);
            }
        }
    }
}

/// Names of every component, for whoever looks for a near one.
pub(super) fn component_names() -> Vec<String> {
    let mut names = Vec::new();
    components(|_, statement, _| names.extend(name_of(statement)));
    names
}

fn name_of(statement: &Statement) -> Option<String> {
    statement.head.get(1).and_then(word_of).map(|name| name.to_string())
}

fn first_sentence(docs: Option<&str>) -> String {
    let text = docs.unwrap_or_default().split("\n\n").next().unwrap_or_default().replace('\n', " ");
    match text.find(". ") {
        Some(at) => text[..=at].to_owned(),
        None => text,
    }
}
