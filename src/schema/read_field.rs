//! Fields, derived values and outputs of the library, with their places.
//!
//! In: a statement of a kind's body. Out: an entry of its `Kind`. Deliberately absent: what a codec does (`target/codec`).

use super::casing::{camel, snake, snake_path};
use super::load::{head_span, path_of, setting, text_of, word_of};
use super::read_fact::constant;
use super::read_kind::Draft;
use super::read_shape::shape_of;
use super::{Asked, CaseId, Codec, Default, Derived, Field, Output, PerTarget, Place, Position, Shape, Target, Value};
use crate::report::{Code, Reports};
use crate::source::Name;
use crate::syntax::{Expr, Form, Statement};

/// Which case a statement of a kind's body belongs to, and whether to its branches.
#[derive(Clone, Copy, Default)]
pub(super) struct Owner {
    pub case: Option<CaseId>,
    pub on_branch: bool,
}

const POSITIONS: [(&str, Position); 5] = [
    ("filled", Position::Filled),
    ("head", Position::Head),
    ("identity", Position::Identity),
    ("parent", Position::Parent),
    ("target", Position::Target),
];

/// `head path: path_pattern = "*" -> PathPattern { … }`
pub(super) fn field(draft: &mut Draft, statement: &Statement, owner: Owner, reports: &mut Reports) {
    let words: Option<Vec<Name>> = statement.head.iter().map(word_of).collect();
    let (position, name) = match words.as_deref() {
        Some([name]) => (Position::Named, *name),
        Some([word, name]) => match POSITIONS.iter().find(|(known, _)| word == known) {
            Some((_, position)) => (*position, *name),
            None => {
                return reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
            }
        },
        _ => {
            return reports.push(Code::BadDeclaration.at(statement.span).with("its form is not one the library has"));
        }
    };
    let Some(ty) = &statement.ty else {
        return reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
    };
    let (shape, optional) = shape_of(ty, draft.schema, reports);
    let body = statement.body.as_deref().unwrap_or_default();
    let only = only(body);
    let default = default_of(statement.value.as_ref(), optional || position == Position::Filled, &shape, draft);
    let field = Field {
        name,
        docs: statement.docs.clone(),
        span: head_span(statement),
        shape,
        default,
        position,
        case: owner.case,
        on_branch: owner.on_branch || setting(body, "branch").is_some(),
        place: places(draft, name, statement, only, reports),
        when: setting(body, "when").cloned(),
        legacy: setting(body, "legacy").and_then(text_of),
        only,
        instead: setting(body, "instead").and_then(text_of),
    };
    draft.kind.fields.push(field);
}

fn only(body: &[Statement]) -> Option<Target> {
    let word = setting(body, "only").and_then(word_of)?;
    Target::ALL.into_iter().find(|target| word == target.word())
}

fn default_of(value: Option<&Expr>, optional: bool, shape: &Shape, draft: &Draft) -> Default {
    let Some(expr) = value else {
        return if optional { Default::Absent } else { Default::Required };
    };
    match word_of(expr) {
        Some(word) if word == "label" => return Default::Label,
        Some(word) if word == "doc" => return Default::Doc,
        _ => {}
    }
    let is_sibling = word_of(expr).is_some_and(|word| draft.kind.field_named(word).is_some());
    let refers = matches!(shape, Shape::Kind(_)) || is_sibling || matches!(expr.form, Form::Member(..));
    match constant(expr) {
        Some(Value::None) => Default::Absent,
        Some(value) if !refers && !calls(expr) => Default::Constant(value),
        _ => Default::Computed(expr.clone()),
    }
}

fn calls(expr: &Expr) -> bool {
    matches!(expr.form, Form::Call(..))
}

/// `let gzip = gzip in compression -> EnableAcceptEncodingGzip`
pub(super) fn derived(draft: &mut Draft, statement: &Statement, owner: Owner, reports: &mut Reports) {
    let (Some(name), Some(value)) = (statement.head.get(1).and_then(word_of), &statement.value) else {
        return reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
    };
    let body = statement.body.as_deref().unwrap_or_default();
    let shape = statement.ty.as_ref().map_or(Shape::Any, |ty| shape_of(ty, draft.schema, reports).0);
    let derived = Derived {
        name,
        value: value.clone(),
        shape,
        place: if statement.targets.is_some() {
            places(draft, name, statement, only(body), reports)
        } else {
            PerTarget::default()
        },
        case: owner.case,
        when: setting(body, "when").cloned(),
    };
    draft.kind.derived.push(derived);
}

/// `output arn: arn -> Arn { tf = arn }`, `output zone_id = cloudfront_alias_zone`
pub(super) fn output(draft: &mut Draft, statement: &Statement, reports: &mut Reports) {
    let Some(name) = statement.head.get(1).and_then(word_of) else {
        return reports.push(Code::BadDeclaration.at(head_span(statement)).with("its form is not one the library has"));
    };
    let shape = statement.ty.as_ref().map_or(Shape::Any, |ty| shape_of(ty, draft.schema, reports).0);
    let body = statement.body.as_deref().unwrap_or_default();
    let asked = match (&statement.targets, &statement.value) {
        (Some(targets), _) => asked(targets.first().and_then(|target| target.terms.first()), body),
        (None, Some(value)) => {
            let asked = Asked::Computed(value.clone());
            PerTarget { cfn: Some(asked.clone()), tf: Some(asked) }
        }
        (None, None) => PerTarget::default(),
    };
    draft.kind.outputs.push(Output { name, docs: statement.docs.clone(), shape, asked, known: setting(body, "known").cloned() });
}

fn asked(place: Option<&Expr>, body: &[Statement]) -> PerTarget<Option<Asked>> {
    let path = place.and_then(path_of).map(|path| dotted(&path));
    let cfn = match (path.as_deref(), place.and_then(text_of)) {
        (Some("none"), _) => None,
        (Some("Ref"), _) => Some(Asked::Ref),
        (Some(path), _) => Some(Asked::Attribute(path.into())),
        (None, text) => text.map(Asked::Attribute),
    };
    let tf = match setting(body, "tf") {
        Some(expr) => text_of(expr).or_else(|| path_of(expr).map(|path| dotted(&path).into())),
        None => path.as_deref().map(|path| if path == "Ref" { "id".into() } else { snake(path).into() }),
    };
    let tf = tf.filter(|attribute| **attribute != *"none").map(Asked::Attribute);
    PerTarget { cfn, tf }
}

fn dotted(path: &[Name]) -> String {
    path.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(".")
}

/// Where a field stands in both targets.
fn places(
    draft: &Draft,
    name: Name,
    statement: &Statement,
    only: Option<Target>,
    reports: &mut Reports,
) -> PerTarget<Option<Place>> {
    let body = statement.body.as_deref().unwrap_or_default();
    let written = statement.targets.as_deref().and_then(|targets| targets.first()).and_then(|target| target.terms.first());
    let place = match written {
        None => Some(Place { path: vec![Name::of(&camel(&name))], codec: None }),
        Some(expr) if is_none(expr) => None,
        Some(expr) => place_of(expr).or_else(|| {
            reports.push(Code::BadDeclaration.at(expr.span).with("a place is a path, or a codec of one"));
            None
        }),
    };
    let tf = match setting(body, "tf") {
        Some(expr) if is_none(expr) => None,
        Some(expr) => match place_of(expr) {
            Some(own) => {
                let inherited = place.as_ref().and_then(|place| place.codec.clone()).map(snake_codec);
                Some(Place { codec: own.codec.or(inherited), path: own.path })
            }
            None => {
                reports.push(Code::BadDeclaration.at(expr.span).with("a place is a path, or a codec of one"));
                None
            }
        },
        None => place.as_ref().map(|place| Place { path: snake_path(&place.path), codec: place.codec.clone().map(snake_codec) }),
    };
    let outside = setting(body, "root").is_some_and(is_none);
    let cfn = place.map(|mut place| {
        if let (Some(root), false) = (draft.kind.root, outside) {
            place.path.insert(0, root);
        }
        place
    });
    PerTarget { cfn: cfn.filter(|_| only != Some(Target::Terraform)), tf: tf.filter(|_| only != Some(Target::CloudFormation)) }
}

fn is_none(expr: &Expr) -> bool {
    word_of(expr).is_some_and(|word| word == "none")
}

/// `A.B`, or `codec(A.B, argument, …)`.
fn place_of(expr: &Expr) -> Option<Place> {
    let Form::Call(codec, arguments) = &expr.form else {
        return path_of(expr).map(|path| Place { path, codec: None });
    };
    let (path, rest) = arguments.split_first()?;
    let arguments = rest.iter().map(argument).collect::<Option<_>>()?;
    Some(Place { path: path_of(path)?, codec: Some(Codec { name: word_of(codec)?, arguments }) })
}

fn argument(expr: &Expr) -> Option<Name> {
    path_of(expr).map(|path| Name::of(&dotted(&path))).or_else(|| text_of(expr).map(|text| Name::of(&text)))
}

fn snake_codec(codec: Codec) -> Codec {
    Codec { name: codec.name, arguments: codec.arguments.iter().map(|argument| Name::of(&snake(argument))).collect() }
}
