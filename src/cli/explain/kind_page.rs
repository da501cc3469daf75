//! The page of a kind or a part: what it becomes, its fields, cases, outputs and rules.
//!
//! In: a kind of the schema, and the pages it is written on. Out: its page. Deliberately absent: the words of its rules, which
//! have pages of their own.

use super::page::{Page, level, spoken};
use crate::resolve::{described, shown};
use crate::schema::{Default, Field, Home, Kind, Position, Schema};
use crate::source::Sources;

impl Page {
    /// A kind or a part.
    pub fn of_kind(kind: &Kind, schema: &Schema, sources: &Sources) -> Page {
        let sort = if kind.is_part { "part, a block inside another" } else { "kind" };
        let mut page = Page::new(format!("{}: a {sort}", kind.name));
        page.paragraph(kind.docs.as_deref().unwrap_or_default());
        let becomes = [("CloudFormation", &kind.resource.cfn), ("Terraform", &kind.resource.tf)];
        let becomes: Vec<String> =
            becomes.into_iter().filter_map(|(target, resource)| Some(format!("{target:<15} {}", resource.as_ref()?))).collect();
        page.code("becomes", &becomes.join("\n"));
        if let (Home::Fixed(region), false) = (kind.home, becomes.is_empty()) {
            page.paragraph(&format!("It lives in {region}, and nowhere else."));
        }
        page.fields("fields", kind.fields.iter().filter(|field| field.case.is_none()), schema, sources);
        for (at, case) in kind.cases.iter().enumerate() {
            let own = kind.fields.iter().filter(|field| field.case.is_some_and(|case| case.0 as usize == at));
            page.fields(&format!("where it is {}", spoken(&case.name)), own, schema, sources);
        }
        if !kind.outputs.is_empty() {
            page.heading("can be asked for");
            for output in &kind.outputs {
                page.lines(&format!("{}: {}", output.name, described(&output.shape, schema)), "  ");
                page.lines(output.docs.as_deref().unwrap_or_default(), "      ");
            }
        }
        if !kind.rules.is_empty() {
            page.heading("rules");
            for rule in &kind.rules {
                page.row(&format!("  {:<8} {:<7}  {}", rule.code, level(rule.level), spoken(&rule.name)));
            }
        }
        page
    }

    fn fields<'a>(&mut self, heading: &str, fields: impl Iterator<Item = &'a Field>, schema: &Schema, sources: &Sources) {
        let mut fields = fields.filter(|field| field.position != Position::Filled).peekable();
        if fields.peek().is_some() {
            self.heading(heading);
        }
        for field in fields {
            let (written, default) = (written(field.position), default(&field.default, sources));
            self.lines(&format!("{}: {}{written}{default}", field.name, described(&field.shape, schema)), "  ");
            self.lines(field.docs.as_deref().unwrap_or_default(), "      ");
            if let Some(instead) = &field.legacy {
                self.lines(&format!("Legacy: {instead}"), "      ");
            }
        }
    }
}

/// How a field is written, where that is not by its name.
fn written(position: Position) -> &'static str {
    match position {
        Position::Named | Position::Filled => "",
        Position::Head => ", left of the arrow",
        Position::Target => ", right of the arrow",
        Position::Identity => ", in quotes after the name",
        Position::Parent => ", the block around it",
    }
}

fn default(default: &Default, sources: &Sources) -> String {
    match default {
        Default::Required => "; required".to_owned(),
        Default::Absent => String::new(),
        Default::Label => "; its name where not written".to_owned(),
        Default::Doc => "; the first line of its doc comment where not written".to_owned(),
        Default::Constant(value) => format!("; {} where not written", shown(value)),
        Default::Computed(expr) => format!("; `{}` where not written", sources.slice(expr.span)),
    }
}
