//! What somebody writes who comes from Terraform, CloudFormation or the CDK, and what stands for it here.
//!
//! In: a word of another language, and where it stands. Out: what to write instead. Deliberately absent: near words
//! (`report::nearest`); what a resource is called here, which its kind says.

use super::remedy::head_of;
use crate::schema::{Kind, Position, Schema, Shape, Target, text_of, word_of};
use crate::syntax::Statement;

/// Where a word of another language stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It begins a statement of a module.
    Statement,
    /// It is written as a field.
    Field,
    /// It stands before a name, with a dot: `var.host`.
    Prefix,
}

use Place::{Field, Prefix, Statement as Begins};

/// Every habit: the word, where it stands, and what to do instead.
const HABITS: [(&str, Place, &str); 35] = [
    ("Conditions", Begins, "if condition { … } around the blocks"),
    ("DependsOn", Field, "leave it out: what a block refers to is made before it"),
    ("Mappings", Begins, "let name = { key = value }"),
    ("Outputs", Begins, "output name = value"),
    ("Parameters", Begins, "input name: type, or param name: type for what is known when compiling"),
    ("Properties", Field, "leave it out: fields stand between the braces of the block"),
    ("Resources", Begins, "a block for each resource: `kind name { … }`"),
    ("check", Begins, "test \"what holds\" { get \"https://…\" from DE -> pages }"),
    ("class", Begins, "component name { param …, blocks, output … }"),
    ("const", Begins, "let name = value, or a block: `kind name { … }`"),
    ("count", Field, "leave it out, and write `if condition { … }` or `for name in list { … }` around the block"),
    ("data", Begins, "what is there already is written `existing kind name \"…\" { … }`"),
    ("data", Prefix, "a block is named by its own name alone"),
    ("depends_on", Field, "leave it out: what a block refers to is made before it"),
    ("dynamic", Field, "write `for name in list { … }` around what is repeated"),
    ("each", Prefix, "write the names behind `for`: for key, value in map { … }"),
    ("export", Begins, "leave it out: a name of a module is seen where that is used, unless it begins with `_`"),
    ("for_each", Field, "leave it out, and write `for name in list { … }` around the block"),
    (
        "import",
        Begins,
        "a module is used by `use std.spa` or `use \"../directory\"`; what is there already is `existing kind name { … }`",
    ),
    ("lifecycle", Field, "overrides tf { lifecycle = { prevent_destroy = true } }"),
    ("local", Prefix, "a value is named by its own name alone"),
    ("locals", Begins, "let name = value"),
    ("module", Begins, "use \"../directory\", and write a component of it as a block: `component name { … }`"),
    ("module", Prefix, "a component is named by its own name alone"),
    ("moved", Begins, "leave it out, or write it into a `.tf` file beside the outputs"),
    ("new", Begins, "a block: `kind name { … }`"),
    ("provider", Begins, "leave it out: providers are written by `build`, one for each region"),
    ("provider", Field, "region = …, where the kind has it; `project name { region = … }` for all"),
    ("removed", Begins, "leave it out, or write it into a `.tf` file beside the outputs"),
    ("terraform", Begins, "leave it out: `build` writes it; `--no-providers` leaves it to you"),
    ("this", Prefix, "a block is named by its own name alone"),
    ("var", Begins, "input name: type, or param name: type for what is known when compiling"),
    ("var", Prefix, "a value is named by its own name alone"),
    ("variable", Begins, "input name: type, or param name: type for what is known when compiling"),
    ("variables", Begins, "param name: type = default, a line each"),
];

/// What to write in place of a word of another language.
pub(crate) fn instead_of(word: &str, place: Place) -> Option<&'static str> {
    HABITS.iter().find(|(known, at, _)| *known == word && *at == place).map(|(.., instead)| *instead)
}

/// What to write in place of a statement that is named in another language's way, with its own name where it has one.
pub(super) fn instead_of_statement(word: &str, statement: &Statement, schema: &Schema) -> Option<String> {
    let instead = instead_of(word, Place::Statement)?;
    let texts: Vec<_> = statement.head.iter().skip(1).filter_map(text_of).collect();
    Some(match (word, texts.as_slice()) {
        ("data", [resource, name]) => match kind_of_resource(resource, schema) {
            Some(kind) => format!("existing {}", named(&head_of(kind), name)),
            None => instead.to_owned(),
        },
        ("variable", [name]) if is_name(name) => instead.replace(" name:", &format!(" {name}:")),
        _ => instead.to_owned(),
    })
}

/// How `resource "aws_s3_bucket" "pages"` is written here: by the kind that becomes such a resource.
pub(crate) fn instead_of_resource(statement: &Statement, schema: &Schema) -> Option<String> {
    let said = |at: usize| {
        let head = statement.head.get(at)?;
        text_of(head).or_else(|| word_of(head).map(|word| word.as_str().into()))
    };
    let (resource, name) = (said(1)?, said(2)?);
    match kind_of_resource(&resource, schema) {
        Some(kind) if kind.stands_alone() => Some(format!("write `{}`", named(&head_of(kind), &name))),
        Some(kind) => Some(format!("write it inside {}: `edgewise explain {}` shows how", holder(kind, schema), kind.name)),
        None => is_name(&name).then(|| format!("write `resource \"{resource}\" {name} {{ … }}`")),
    }
}

/// What is meant by `var.host`, `aws_s3_bucket.pages.arn`, `data.aws_route53_zone.example.id`.
pub(super) fn instead_of_name(word: &str) -> Option<String> {
    let parts: Vec<&str> = word.split('.').collect();
    let (first, rest) = parts.split_first()?;
    let is_resource = |word: &str| word.starts_with("aws_");
    let instead = match is_resource(first) {
        true => "a block is named by its own name alone",
        false => instead_of(first, Place::Prefix)?,
    };
    let own = if rest.first().is_some_and(|word| is_resource(word)) { &rest[1..] } else { rest };
    Some(if own.is_empty() || *first == "each" { instead.to_owned() } else { format!("write `{}`: {instead}", own.join(".")) })
}

/// A form of writing with a name in it.
pub(super) fn named(form: &str, name: &str) -> String {
    if is_name(name) { form.replacen(" name", &format!(" {name}"), 1) } else { form.to_owned() }
}

/// Whether a text could be a name.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-')
}

/// The block that a part stands in.
fn holder(part: &Kind, schema: &Schema) -> String {
    let parent = part.fields.iter().find(|field| field.position == Position::Parent);
    match parent.map(|field| &field.shape) {
        Some(Shape::Kind(kind)) => format!("a `{}`", schema.kind(*kind).name),
        _ => "the block it belongs to".to_owned(),
    }
}

/// The kind that becomes a resource of this type, in either target; of several, the one with the plainest name.
pub(crate) fn kind_of_resource<'s>(resource: &str, schema: &'s Schema) -> Option<&'s Kind> {
    let is_of = |kind: &&Kind| Target::ALL.iter().any(|target| kind.resource.of(*target).as_deref() == Some(resource));
    schema.kinds().map(|(_, kind)| kind).filter(is_of).min_by_key(|kind| kind.name.len())
}

/// How a statement is written whose name stands in quotes, and wants none: `bucket "pages" {}`.
pub(super) fn quoted(statement: &Statement, at: usize, form: &str) -> Option<String> {
    let text = statement.head.get(at).and_then(text_of).filter(|text| is_name(text))?;
    Some(format!("write `{}`: a name wants no quotes", named(form, &text)))
}

#[cfg(test)]
mod tests {
    use super::{HABITS, instead_of_name};

    #[test]
    fn habits_are_in_the_order_of_their_words() {
        assert!(HABITS.is_sorted_by_key(|(word, ..)| *word));
    }

    #[test]
    fn what_stands_before_a_name_is_left_out() {
        assert_eq!(
            instead_of_name("aws_s3_bucket.pages.arn").unwrap(),
            "write `pages.arn`: a block is named by its own name alone"
        );
        assert_eq!(
            instead_of_name("data.aws_route53_zone.example").unwrap(),
            "write `example`: a block is named by its own name alone"
        );
        assert_eq!(instead_of_name("mail.example.com"), None);
    }
}
