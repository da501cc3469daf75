//! What every law looks at: the model, and all records by zone and name.
//!
//! In: a model. Out: its records indexed once for all laws, and findings in the words of rules. Deliberately absent: the laws.

use super::names::Names;
use crate::model::{CertificateView, DistributionView, HealthCheckView, Model, Reader, RecordView, ZoneView, finding};
use crate::report::{Label, Report};
use crate::schema::{Block, BlockId, KindId, Rule, Schema, Value};
use crate::source::{Name, Span};

/// A model under inspection.
pub(super) struct Inspection<'m> {
    pub model: &'m Model,
    pub reader: Reader<'m>,
    pub record: RecordView,
    pub distribution: DistributionView,
    pub certificate: CertificateView,
    pub health_check: HealthCheckView,
    /// Every record of the program.
    pub records: Vec<&'m Block>,
    /// Every distribution.
    pub distributions: Vec<&'m Block>,
    /// Every health check.
    pub checks: Vec<&'m Block>,
    /// Every record whose zone and name are known.
    pub names: Names<'m>,
    /// The program's blocks of each kind.
    of_kinds: Vec<Vec<BlockId>>,
}

impl<'m> Inspection<'m> {
    /// `None` where the library lacks a kind that laws speak of.
    pub fn new(model: &'m Model, schema: &'m Schema) -> Option<Inspection<'m>> {
        let reader = Reader::new(schema, &model.blocks);
        let (record, zone) = (RecordView::of(schema)?, ZoneView::of(schema)?);
        let (distribution, health_check) = (DistributionView::of(schema)?, HealthCheckView::of(schema)?);
        let mut of_kinds: Vec<Vec<BlockId>> = schema.kinds().map(|_| Vec::new()).collect();
        for (id, block) in model.own() {
            of_kinds[usize::from(block.kind.0)].push(id);
        }
        let blocks = |kind: KindId| of_kinds[usize::from(kind.0)].iter().map(|id| model.block(*id)).collect::<Vec<_>>();
        let [records, distributions, checks] = [record.kind, distribution.kind, health_check.kind].map(blocks);
        let names = Names::of(&records, reader, record, zone);
        let certificate = CertificateView::of(schema)?;
        Some(Inspection {
            model,
            reader,
            record,
            distribution,
            certificate,
            health_check,
            records,
            distributions,
            checks,
            names,
            of_kinds,
        })
    }

    /// The program's blocks of a kind, in the order declared.
    pub fn all(&self, kind: KindId) -> impl Iterator<Item = (BlockId, &'m Block)> + '_ {
        self.of_kinds[usize::from(kind.0)].iter().map(|id| (*id, self.model.block(*id)))
    }

    /// The kind that a rule stands in.
    pub fn kind_of(&self, rule: &Rule) -> Option<KindId> {
        let mut kinds = self.reader.schema.kinds();
        kinds.find(|(_, kind)| kind.rules.iter().any(|known| known.span == rule.span)).map(|(id, _)| id)
    }

    /// Whether every `when` of a rule holds for a block.
    pub fn applies(&self, rule: &Rule, block: &Block) -> bool {
        rule.when.iter().all(|when| self.reader.compute(block, when) == Value::Bool(true))
    }

    /// A finding of a rule about a block, on a place of the law's choosing.
    pub fn found(&self, rule: &Rule, block: &Block, place: Span, names: &[(&str, Value)]) -> Report {
        let names: Vec<(Name, Value)> = names.iter().map(|(name, value)| (Name::of(name), value.clone())).collect();
        let mut report = finding(rule, block, &self.reader, &names);
        report.primary = Some(Label { span: place, text: String::new() });
        report
    }

    /// A record's name as written.
    pub fn name(&self, record: &Block) -> Value {
        record.value(self.record.name).cloned().unwrap_or(Value::None)
    }
}

/// Adds the other half of a conflict.
pub(super) fn beside(mut report: Report, span: Span, text: &str) -> Report {
    report.secondary.push(Label { span, text: text.to_owned() });
    report
}

/// Whether two blocks can exist at the same time: not where their conditions differ, which nobody can decide before deployment.
pub(super) fn coexist(one: &Block, other: &Block) -> bool {
    match (&one.condition, &other.condition) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}
