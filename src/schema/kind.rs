//! What the library says of a kind: its fields, where they stand in each target, its cases, outputs and rules.

use super::index::FieldIndex;
use super::making::Making;
use super::value::Value;
use crate::source::{Name, Span};
use crate::syntax::Expr;
use std::sync::Arc;

/// A kind or a part, by its position in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(pub u16);

/// A choice, by its position in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChoiceId(pub u16);

/// A field, by its position in its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub u16);

/// A case of a kind, by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseId(pub u16);

/// The two languages Edgewise writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// AWS CloudFormation templates, JSON.
    CloudFormation,
    /// Terraform configuration, JSON syntax.
    Terraform,
}

impl Target {
    /// Both, in the order they are built.
    pub const ALL: [Target; 2] = [Target::CloudFormation, Target::Terraform];

    /// Its word in the library: `cfn`, `tf`.
    pub fn word(self) -> &'static str {
        match self {
            Target::CloudFormation => "cfn",
            Target::Terraform => "tf",
        }
    }
}

/// A pair of things, one for each target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PerTarget<T> {
    /// For CloudFormation.
    pub cfn: T,
    /// For Terraform.
    pub tf: T,
}

impl<T> PerTarget<T> {
    /// The one for this target.
    pub fn of(&self, target: Target) -> &T {
        match target {
            Target::CloudFormation => &self.cfn,
            Target::Terraform => &self.tf,
        }
    }
}

/// A kind (a block of its own) or a part (a block inside another).
#[derive(Clone, Debug)]
pub struct Kind {
    /// The word in programs.
    pub name: Name,
    /// From `///`.
    pub docs: Option<Arc<str>>,
    /// Where it is declared.
    pub span: Span,
    /// Whether it only stands inside other blocks.
    pub is_part: bool,
    /// Whether its blocks have a label of their own; `label = none` says not.
    pub is_labelled: bool,
    /// `AWS::CloudFront::CachePolicy`, `aws_cloudfront_cache_policy`; absent where a target has no such resource.
    pub resource: PerTarget<Option<Arc<str>>>,
    /// The CloudFormation property all places are inside of.
    pub root: Option<Name>,
    /// Where its resources live.
    pub home: Home,
    /// What to do where a target has no such resource.
    pub instead: Option<Arc<str>>,
    /// All fields, those of cases and branches included.
    pub fields: Vec<Field>,
    /// Values computed from fields, with a place of their own.
    pub derived: Vec<Derived>,
    /// The sum it is, if any.
    pub cases: Vec<Case>,
    /// What can be asked of it once deployed; the first is what a reference to it means.
    pub outputs: Vec<Output>,
    /// What must hold.
    pub rules: Vec<Rule>,
    /// What each of its blocks brings along.
    pub makes: Vec<Making>,
    /// What no field of it writes, on purpose.
    pub leaves: Vec<Left>,
    /// Where its fields are found.
    pub index: FieldIndex,
}

/// What a resource can have and its kind has no field for: `leaves cfn "DistributionConfig.CNAMEs" "the old name of Aliases"`.
#[derive(Clone, Debug)]
pub struct Left {
    /// Whose.
    pub target: Target,
    /// The property, with all below it; `*` for all that nothing else speaks of.
    pub path: Arc<str>,
    /// Why.
    pub reason: Arc<str>,
}

/// Where a kind's resources live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The project's region, or the block's own `region`.
    Region,
    /// No region: IAM, Route 53, CloudFront. Can be deployed from a stack in any.
    Global,
    /// This one and no other: `region = us-east-1`.
    Fixed(Name),
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The word in programs.
    pub name: Name,
    /// From `///`.
    pub docs: Option<Arc<str>>,
    /// Where it is declared.
    pub span: Span,
    /// What it may hold.
    pub shape: Shape,
    /// What it holds when not written.
    pub default: Default,
    /// How it is written.
    pub position: Position,
    /// Which case, if it belongs to one.
    pub case: Option<CaseId>,
    /// Whether it is written on the branches of its case (`90 -> a { … }`) rather than on the block.
    pub on_branch: bool,
    /// Where it stands in each target; none for what only the compiler reads.
    pub place: PerTarget<Option<Place>>,
    /// Its place is written only where this holds.
    pub when: Option<Expr>,
    /// What to use instead, where AWS calls it legacy.
    pub legacy: Option<Arc<str>>,
    /// The one target that can express it; using it is an error in the other.
    pub only: Option<Target>,
    /// What to do in the other.
    pub instead: Option<Arc<str>>,
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// `name = value`, or for parts a block inside.
    Named,
    /// Left of the arrow, in order.
    Head,
    /// Right of the arrow.
    Target,
    /// The string after the label: `existing zone example "example.com"`.
    Identity,
    /// The block it stands in.
    Parent,
    /// Not written by authors: filled by `plan/expand.rs`.
    Filled,
}

impl Position {
    /// All, in the order of their numbers.
    pub const ALL: [Position; 6] =
        [Position::Named, Position::Head, Position::Target, Position::Identity, Position::Parent, Position::Filled];
}

/// What a field holds when not written.
#[derive(Clone, Debug)]
pub enum Default {
    /// It must be written.
    Required,
    /// It is left out.
    Absent,
    /// The block's label.
    Label,
    /// The block's doc comment, first line.
    Doc,
    /// This.
    Constant(Value),
    /// Computed from other fields.
    Computed(Expr),
}

/// What a field may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// `text(1..128)`: length in characters.
    Text(Bounds),
    /// A text with a rule of its own: `domain_name`, `path_pattern`, `url`…
    Form(TextForm),
    /// `int(0..255)`.
    Int(Bounds),
    /// `decimal(-90..90)`
    Decimal(Bounds),
    /// `bool`
    Bool,
    /// `duration`, `duration(1s..10s)`, bounds in milliseconds.
    Duration(Bounds),
    /// `size`, bounds in bytes.
    Size(Bounds),
    /// `percent`, bounds in hundredths of a percent.
    Percent(Bounds),
    /// `time`
    Time,
    /// A word of a choice.
    Choice(ChoiceId),
    /// A reference to a block of this kind; a part: blocks inside.
    Kind(KindId),
    /// `[T](1..5)`.
    List(Box<Shape>, Bounds),
    /// `map(T)`.
    Map(Box<Shape>),
    /// `A | B`.
    Either(Vec<Shape>),
    /// Exactly this value: `10s`, `none`, `self`, `all`.
    Exactly(Value),
    /// `except([text])`, `point(decimal, decimal)`: a word with arguments; a list shape as the one argument takes any number.
    Call(Name, Vec<Shape>),
    /// `any`: passed through as written.
    Any,
}

impl Shape {
    /// Whether it may hold several things.
    pub fn is_list(&self) -> bool {
        match self {
            Shape::List(..) => true,
            Shape::Either(arms) => arms.iter().any(Shape::is_list),
            _ => false,
        }
    }
}

/// Inclusive bounds; the unit is the shape's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub min: Option<i64>,
    /// At most.
    pub max: Option<i64>,
}

impl Bounds {
    /// Whether a number lies within.
    pub fn holds(self, number: i64) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }
}

/// Texts with a rule, each parsed in one place (`schema/form.rs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextForm {
    /// `app.example.com`, a trailing dot allowed; a wildcard or an underscore label too.
    DomainName,
    /// Relative to the zone, or absolute with a trailing dot; `@` is the apex.
    RecordName,
    /// `/api/*`.
    PathPattern,
    /// `https://host:port/path?query`.
    Url,
    /// IPv4 or IPv6.
    IpAddress,
    /// `192.0.2.0/24`.
    Cidr,
    /// `host:port`.
    HostAndPort,
    /// `arn:aws:…`.
    Arn,
    /// Twelve digits.
    AccountId,
    /// The id of a hosted zone: `Z` and letters or digits.
    ZoneId,
    /// Never printed, never in an output.
    Secret,
}

/// Where something stands in a target, and how it is spelled there.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The keys from the resource's properties down, the kind's root included (CloudFormation).
    pub path: Vec<Name>,
    /// How it is spelled; `None` for the plain spelling of its shape.
    pub codec: Option<Codec>,
}

/// A spelling other than the shape's own: `selection(HeadersConfig, HeaderBehavior, Headers)`; the first argument is the path.
#[derive(Clone, Debug, PartialEq)]
pub struct Codec {
    /// Which (`target/codec`).
    pub name: Name,
    /// Its arguments after the path, as written in the library: words.
    pub arguments: Vec<Name>,
}

/// A computed value with a place: `let gzip = gzip in compression -> …EnableAcceptEncodingGzip`.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Its name; other expressions of the kind may use it.
    pub name: Name,
    /// What it is.
    pub value: Expr,
    /// What it holds, for spelling.
    pub shape: Shape,
    /// Where it goes.
    pub place: PerTarget<Option<Place>>,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// Written only where this holds.
    pub when: Option<Expr>,
}

/// One case of a sum.
#[derive(Clone, Debug)]
pub struct Case {
    /// The word after the head, or the first field's name.
    pub name: Name,
    /// The field whose presence chooses this case; `None` where a word in the head does.
    pub chosen_by: Option<FieldId>,
    /// Whether its block holds branches.
    pub has_branches: bool,
}

/// What can be asked of a resource once deployed.
#[derive(Clone, Debug)]
pub struct Output {
    /// The word in programs: `app.domain_name`.
    pub name: Name,
    /// From `///`.
    pub docs: Option<Arc<str>>,
    /// What it holds.
    pub shape: Shape,
    /// How each target asks: `Ref`, an attribute name, or a constant.
    pub asked: PerTarget<Option<Asked>>,
    /// What it is for a block that exists already, computed from its fields: `known = "arn:aws:s3:::${name}"`.
    pub known: Option<Expr>,
}

/// How a target asks for an output.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// CloudFormation's `Ref`.
    Ref,
    /// `Fn::GetAtt`, a Terraform attribute (its path as written).
    Attribute(Arc<str>),
    /// Computed from the block's fields and the library's facts, the same in both: an alias zone id.
    Computed(Expr),
}

/// A constraint, with the words for when it is broken.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `CF-274`.
    pub code: Name,
    /// `ttl_order`.
    pub name: Name,
    /// From `///`: why, for `explain`.
    pub docs: Option<Arc<str>>,
    /// Where it is declared.
    pub span: Span,
    /// All must hold for the rule to speak.
    pub when: Vec<Expr>,
    /// A finding where it does not hold.
    pub require: Option<Expr>,
    /// The field the label stands on; the block where `None`.
    pub at: Option<Name>,
    /// How bad.
    pub level: crate::report::Level,
    /// The message, a text or a template.
    pub say: Option<Expr>,
    /// What to do.
    pub fix: Option<Expr>,
    /// The page it is from.
    pub source: Option<Arc<str>>,
    /// The month it was checked.
    pub checked: Option<Arc<str>>,
    /// Decided by the Rust file of this name in `law/`.
    pub by_law: bool,
    /// An example that breaks it and one that does not, where written.
    pub examples: [Option<Arc<str>>; 2],
}
