//! From a program to a model.
//!
//! In: instances with their statements. Out: blocks with their values; what does not fit its kind is reported. Deliberately
//! absent: rules about values (`check`).

use super::parts::PartOf;
use super::{Allow, Loose, Model, Output, Raw};
use crate::report::{Code, Reports};
use crate::resolve::{Instance, Program, ScopeId, Scopes, Source, instead_of_resource, kind_of_resource, led_by};
use crate::schema::{
    Assembly, Block, BlockId, FieldId, InputId, Kind, KindId, Position, Schema, Unknown, Value, head_span, text_of,
};
use crate::source::{Name, Span};
use crate::syntax::Statement;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Builds the model of a program.
pub(crate) fn build<'t>(program: Program<'t>, loose: &mut Loose, schema: &'t Schema, reports: &mut Reports) -> Model {
    let Program { scopes, inputs, given, outputs, quotas, rules, allows, tests, docs, .. } = program;
    let count = scopes.instances().len();
    let mut builder = Builder {
        given,
        scopes,
        schema,
        loose,
        first_part: count,
        blocks: Vec::new(),
        allows: Vec::new(),
        items: FxHashMap::default(),
        raw: Vec::new(),
        assembly: None,
        reports,
        scratch: String::new(),
        parts: FxHashMap::default(),
    };
    allows.iter().for_each(|(statement, place)| builder.allow(*place, statement));
    let kept = |instance: &Instance| Block::new(instance.kind, Arc::<str>::default(), instance.span);
    builder.blocks = builder.scopes.instances().iter().map(kept).collect();
    (0..count).for_each(|at| builder.blocks[at] = builder.instance(BlockId(at as u32)));
    let outputs = outputs
        .iter()
        .map(|output| Output {
            name: output.name,
            span: output.span,
            docs: output.docs.cloned(),
            value: builder.scopes.evaluate_named(output.value, output.scope, builder.reports),
        })
        .collect();
    let tests = tests.iter().filter_map(|(statement, scope)| builder.test(statement, *scope)).collect();
    let managed = schema.managed().len();
    Model {
        blocks: builder.blocks,
        managed,
        inputs,
        outputs,
        quotas,
        rules,
        allows: builder.allows,
        items: builder.items,
        raw: builder.raw,
        tests,
        docs,
    }
}

pub(super) struct Builder<'t, 'b, 'r> {
    pub scopes: Scopes<'t>,
    /// What is said of each input for a dry run.
    pub given: FxHashMap<InputId, Value>,
    pub schema: &'t Schema,
    pub loose: &'r mut Loose<'b>,
    /// The id the first part gets.
    pub first_part: usize,
    /// A place for each instance, and behind them the parts: blocks inside other blocks.
    pub blocks: Vec<Block>,
    pub allows: Vec<Allow>,
    /// Where the items of lists stand.
    pub items: FxHashMap<Span, Box<[Span]>>,
    pub raw: Vec<Raw>,
    /// The use of a component that the block being read belongs to.
    pub assembly: Option<Arc<Assembly>>,
    pub reports: &'r mut Reports,
    /// Room for a label in the making.
    pub scratch: String,
    /// Which list of parts a statement belongs to, by kind, first word, and whether it has neither arrow nor body.
    pub parts: FxHashMap<(KindId, Name, bool), Option<PartOf>>,
}

impl Builder<'_, '_, '_> {
    fn instance(&mut self, id: BlockId) -> Block {
        let instance = self.scopes.instance(id).clone();
        let before = self.reports.count();
        self.assembly.clone_from(&instance.assembly);
        let mut block = Block::new(instance.kind, instance.label.clone(), instance.span);
        block.assembly.clone_from(&instance.assembly);
        block.existing = instance.existing;
        block.parent = instance.within;
        block.condition = instance.condition.clone();
        let kind = self.schema.kind(instance.kind);
        match instance.source {
            Source::Input(input) => {
                if let Some((field, _)) = kind.fields_at(Position::Identity).next() {
                    let unknown = || Value::Unknown(Box::new(Unknown::Input(input)));
                    let given = self.given.get(&input).cloned();
                    block.set(field, instance.span, given.unwrap_or_else(unknown));
                }
            }
            Source::Statement(statement) => {
                block.docs = statement.docs.clone();
                let from = usize::from(instance.existing) + 1;
                if !block.existing && is_existing_only(kind) {
                    let fix = format!("existing {} {} \"…\"", kind.name, block.label);
                    self.reports.push(Code::ExistingOnly.at(instance.span).with(kind.name).fix(fix));
                }
                if kind.is_raw() {
                    self.raw_resource(id, statement, from, instance.scope);
                } else {
                    let from = from + usize::from(kind.is_labelled);
                    self.fill(&mut block, id, statement, from, instance.scope);
                }
            }
        }
        if let Some(assembly) = &instance.assembly {
            led_by(self.reports.since(before), assembly);
        }
        block
    }

    /// Reads heads, targets and body of a statement into a block.
    pub fn fill(&mut self, block: &mut Block, id: BlockId, statement: &Statement, from: usize, scope: ScopeId) {
        self.heads(block, statement, from, scope);
        self.targets(block, statement, scope);
        if let Some(body) = &statement.body {
            match body.is_empty().then(|| self.loose.take(statement)).flatten() {
                Some(rows) => self.rows(block, id, rows, scope),
                None => self.body(block, id, body, scope),
            }
        }
        self.parent(block);
        self.missing(block, statement, false);
    }

    /// Fills the field for the block around: the nearest one of the kind it wants, or what that block itself names.
    pub fn parent(&mut self, block: &mut Block) {
        let kind = self.schema.kind(block.kind);
        let Some((field, declared)) = kind.fields_at(Position::Parent).next() else {
            return;
        };
        let (Some(parent), crate::schema::Shape::Kind(wanted)) = (block.parent, &declared.shape) else {
            return;
        };
        if parent.0 as usize >= self.first_part {
            return;
        }
        let outer = self.scopes.instance(parent);
        let value = if outer.kind == *wanted { Some(Value::Block(parent)) } else { self.named_by(parent, *wanted) };
        if let Some(value) = value {
            block.set(field, block.span, value);
        }
    }

    /// The block of a kind that the statement of an instance names in its head: `records example { … }`.
    fn named_by(&mut self, id: BlockId, wanted: KindId) -> Option<Value> {
        let instance = self.scopes.instance(id).clone();
        let Source::Statement(statement) = instance.source else {
            return None;
        };
        let terms = statement.head.get(1..)?;
        let values = terms.iter().map(|term| self.scopes.evaluate(term, instance.scope, &mut Reports::default()));
        values.into_iter().find(|value| matches!(value, Value::Block(block) if self.scopes.instance(*block).kind == wanted))
    }

    /// Reports fields that must be given and are not.
    pub fn missing(&mut self, block: &Block, statement: &Statement, on_branch: bool) {
        let kind = self.schema.kind(block.kind);
        for (id, field) in kind.fields_required() {
            let wanted = if block.existing {
                field.position == Position::Identity
            } else {
                !matches!(field.position, Position::Parent | Position::Filled | Position::Identity)
                    && field.on_branch == on_branch
                    && (!on_branch || field.case == block.case)
            };
            let fits = field.case.is_none() || field.case == block.case;
            if wanted && fits && block.slot(id).is_none() {
                self.report_missing(block, kind, id, statement);
            }
        }
    }

    fn report_missing(&mut self, block: &Block, kind: &Kind, field: FieldId, statement: &Statement) {
        let field = kind.field(field);
        let name = if block.label.is_empty() { kind.name.as_str() } else { &block.label };
        let wants = crate::resolve::described(&field.shape, self.schema);
        let fix = match field.position {
            Position::Identity => format!("{} {} \"…\"", kind.name, block.label),
            Position::Head => format!("write {wants} before the arrow"),
            Position::Target => format!("-> {wants}"),
            Position::Named | Position::Parent | Position::Filled => {
                format!("{} = {wants}", field.name)
            }
        };
        self.reports.push(Code::MissingField.at(head_span(statement)).with(name).with(field.name).fix(fix));
    }

    fn raw_resource(&mut self, id: BlockId, statement: &Statement, at: usize, scope: ScopeId) {
        let Some(resource) = statement.head.get(at).and_then(text_of) else {
            let form = "resource \"AWS::Service::Type\" name { … }";
            let draft = Code::WrongHead.at(head_span(statement)).with("resource").with(form);
            self.reports.push(match instead_of_resource(statement, self.schema) {
                Some(instead) => draft.fix(instead),
                None => draft,
            });
            return;
        };
        let body = statement.body.as_deref().unwrap_or_default();
        let placed = crate::resolve::each_statement(body, scope, &mut self.scopes, self.reports);
        let mut properties = Vec::with_capacity(placed.len());
        for line in placed {
            match (line.statement.head.as_slice(), &line.statement.value) {
                ([key], Some(value)) => {
                    let key = self.key(key, line.scope);
                    properties.push((key, self.scopes.evaluate(value, line.scope, self.reports)));
                }
                _ => self.reports.push(Code::MisplacedStatement.at(head_span(line.statement)).with("this").with("resource")),
            }
        }
        let span = self.scopes.instance(id).span;
        let draft = Code::RawProperty.at(span).with(&resource);
        self.reports.push(match kind_of_resource(&resource, self.schema) {
            Some(kind) => {
                draft.fix(format_args!("`{}` becomes one, and is checked: `edgewise explain {}`", kind.name, kind.name))
            }
            None => draft,
        });
        self.raw.push(Raw { block: id, resource, span, properties });
    }

    /// Keeps a place in the arena for a part, so that its own parts come after it.
    pub fn reserve(&mut self, kind: KindId, span: Span) -> BlockId {
        let id = BlockId(self.blocks.len() as u32);
        self.blocks.push(Block::new(kind, Arc::<str>::default(), span));
        id
    }

    /// Puts a part where its place was kept.
    pub fn place_part(&mut self, id: BlockId, block: Block) {
        self.blocks[id.0 as usize] = Block { assembly: self.assembly.clone(), ..block };
    }

    /// The name of a word, or the text of a string.
    pub fn key(&mut self, expr: &crate::syntax::Expr, scope: ScopeId) -> std::sync::Arc<str> {
        match &expr.form {
            crate::syntax::Form::Word(word) => word.as_str().into(),
            _ => crate::resolve::shown(&self.scopes.evaluate(expr, scope, self.reports)).into(),
        }
    }

    /// Every name an expression could have meant.
    pub fn visible(&self, scope: ScopeId) -> Vec<Name> {
        self.scopes.visible(scope)
    }
}

/// Whether blocks of a kind are never created: it has an identity, and no resource in either target.
fn is_existing_only(kind: &Kind) -> bool {
    kind.resource == crate::schema::PerTarget::default() && kind.fields_at(Position::Identity).next().is_some()
}
