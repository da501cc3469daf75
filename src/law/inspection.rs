//! What every law looks at: the model, and all records by zone and name.
//!
//! In: a model. Out: its records indexed once for all laws, and findings in the words of rules. Deliberately absent: the laws.

use super::names::Names;
use crate::model::{CertificateView, DistributionView, HealthCheckView, Model, Reader, RecordView, ZoneView, finding};
use crate::report::{Label, Report};
use crate::schema::{Block, Rule, Schema, Value};
use crate::source::{Name, Span};

/// A model under inspection.
pub(super) struct Inspection<'m> {
    pub model: &'m Model,
    pub reader: Reader<'m>,
    pub record: RecordView,
    pub zone: ZoneView,
    pub distribution: DistributionView,
    pub certificate: CertificateView,
    pub health_check: HealthCheckView,
    /// Every record whose zone and name are known.
    pub names: Names<'m>,
}

impl<'m> Inspection<'m> {
    /// `None` where the library lacks a kind that laws speak of.
    pub fn new(model: &'m Model, schema: &'m Schema) -> Option<Inspection<'m>> {
        let reader = Reader { schema, blocks: &model.blocks };
        let (record, zone) = (RecordView::of(schema)?, ZoneView::of(schema)?);
        Some(Inspection {
            model,
            reader,
            record,
            zone,
            distribution: DistributionView::of(schema)?,
            certificate: CertificateView::of(schema)?,
            health_check: HealthCheckView::of(schema)?,
            names: Names::of(model, reader, record, zone),
        })
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
