//! Kinds and parts of the library.
//!
//! In: a `kind` or `part` statement. Out: a `Kind` with its fields, cases, derived values, outputs and rules. Deliberately
//! absent: single fields (`read_field`) and rules (`read_rule`).

use super::load::{first_word, head_span, setting, text_of, word_of};
use super::read_field::{self, Owner};
use super::{Case, CaseId, FieldId, FieldIndex, Home, Kind, Left, PerTarget, Position, Schema, Target, read_making, read_rule};
use crate::report::{Code, Reports};
use crate::source::{Name, Span};
use crate::syntax::{Statement, Target as Arrow};
use std::sync::Arc;

/// A kind that only has its name yet.
pub(super) fn empty(name: Name, span: Span) -> Kind {
    Kind {
        name,
        docs: None,
        span,
        is_part: false,
        is_labelled: true,
        resource: PerTarget::default(),
        root: None,
        home: Home::Region,
        instead: None,
        fields: Vec::new(),
        derived: Vec::new(),
        cases: Vec::new(),
        outputs: Vec::new(),
        rules: Vec::new(),
        makes: Vec::new(),
        leaves: Vec::new(),
        index: FieldIndex::default(),
    }
}

/// What is read of a kind while its body is gone through.
pub(super) struct Draft<'a> {
    /// What is known so far.
    pub kind: Kind,
    /// Every kind and part of the library, for `include`.
    pub parts: &'a [&'a Statement],
    /// For types.
    pub schema: &'a Schema,
}

/// Reads a kind or a part.
pub(super) fn kind(statement: &Statement, parts: &[&Statement], schema: &Schema, reports: &mut Reports) -> Kind {
    let name = statement.head.get(1).and_then(word_of).unwrap_or_else(|| Name::of(""));
    let body = statement.body.as_deref().unwrap_or_default();
    let mut kind = empty(name, statement.span);
    kind.docs = statement.docs.clone();
    kind.is_part = first_word(statement).is_some_and(|word| word == "part");
    kind.resource = resource_types(statement.targets.as_deref());
    kind.root = setting(body, "root").and_then(word_of);
    kind.is_labelled = match setting(body, "label").and_then(word_of) {
        Some(word) => word == "name",
        None => !kind.is_part,
    };
    kind.instead = setting(body, "instead").and_then(text_of);
    kind.home = match setting(body, "home").and_then(word_of) {
        None => Home::Region,
        Some(word) if word == "region" => Home::Region,
        Some(word) if word == "global" => Home::Global,
        Some(region) => Home::Fixed(region),
    };
    let mut draft = Draft { kind, parts, schema };
    body_of(&mut draft, body, Owner::default(), reports);
    draft.kind
}

fn resource_types(targets: Option<&[Arrow]>) -> PerTarget<Option<Arc<str>>> {
    let text = |at: usize| targets.and_then(|targets| targets.get(at)).and_then(|target| target.terms.first()).and_then(text_of);
    PerTarget { cfn: text(0), tf: text(1) }
}

fn body_of(draft: &mut Draft, body: &[Statement], owner: Owner, reports: &mut Reports) {
    for statement in body {
        match first_word(statement).map(Name::as_str) {
            Some("root" | "home" | "label" | "instead") if statement.ty.is_none() && statement.value.is_some() => {}
            Some("let") => read_field::derived(draft, statement, owner, reports),
            Some("output") => read_field::output(draft, statement, reports),
            Some("rule") if statement.ty.is_none() => {
                if let Some(rule) = read_rule::rule(statement, reports) {
                    draft.kind.rules.push(rule);
                }
            }
            Some("case") if statement.ty.is_none() => case(draft, statement, reports),
            Some("branch") if statement.ty.is_none() && statement.body.is_some() => branch(draft, statement, owner, reports),
            Some("include") if statement.ty.is_none() => include(draft, statement, owner, reports),
            Some("makes" | "fills" | "tells" | "becomes") if statement.ty.is_none() => {
                match read_making::making(draft.schema, statement, reports) {
                    Some(making) => draft.kind.makes.push(making),
                    None => {
                        reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"))
                    }
                }
            }
            Some("leaves") if statement.ty.is_none() => match left(statement) {
                Some(left) => draft.kind.leaves.push(left),
                None => reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has")),
            },
            _ => read_field::field(draft, statement, owner, reports),
        }
    }
}

/// `case weighted { branch { head weight: int(0..255) -> Weight } }`
fn case(draft: &mut Draft, statement: &Statement, reports: &mut Reports) {
    let Some(name) = statement.head.get(1).and_then(word_of) else {
        reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
        return;
    };
    let id = CaseId(draft.kind.cases.len() as u16);
    draft.kind.cases.push(Case { name, chosen_by: None, has_branches: false });
    let first = FieldId(draft.kind.fields.len() as u16);
    let owner = Owner { case: Some(id), on_branch: false };
    body_of(draft, statement.body.as_deref().unwrap_or_default(), owner, reports);
    let by_field = draft.kind.fields.get(first.0 as usize).is_some_and(|field| field.position == Position::Named);
    let in_head = draft.kind.fields.iter().any(|field| field.position == Position::Head && field.case.is_none());
    if by_field && !in_head {
        draft.kind.cases[id.0 as usize].chosen_by = Some(first);
    }
}

fn branch(draft: &mut Draft, statement: &Statement, owner: Owner, reports: &mut Reports) {
    let Some(case) = owner.case else {
        reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
        return;
    };
    draft.kind.cases[case.0 as usize].has_branches = true;
    body_of(draft, statement.body.as_deref().unwrap_or_default(), Owner { on_branch: true, ..owner }, reports);
}

/// `leaves cfn "CNAMEs" "the old name of Aliases"`
fn left(statement: &Statement) -> Option<Left> {
    let [_, target, path, reason] = statement.head.as_slice() else {
        return None;
    };
    let word = word_of(target)?;
    let target = Target::ALL.into_iter().find(|target| word == target.word())?;
    Some(Left { target, path: text_of(path)?, reason: text_of(reason)? })
}

/// `include probe`: the fields of a part, as if written here.
fn include(draft: &mut Draft, statement: &Statement, owner: Owner, reports: &mut Reports) {
    let name = statement.head.get(1).and_then(word_of);
    let part = draft.parts.iter().find(|part| part.head.get(1).and_then(word_of) == name).copied();
    match part {
        Some(part) => body_of(draft, part.body.as_deref().unwrap_or_default(), owner, reports),
        None => reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has")),
    }
}
