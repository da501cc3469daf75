//! A difference for machines.
//!
//! In: what differs. Out: the member `diff` of the document that `docs/output.md` describes. Deliberately absent: wording that
//! people read.

use super::side::Read;
use super::traces::{self, Trace};
use super::words::place;
use super::{Compared, answers};
use crate::diff::{Change, Hazard, Request, Stale};
use crate::schema::Schema;
use crate::source::Span;
use serde_json::{Value, json};

/// Everything that differs.
pub(super) fn render(compared: &Compared, traces: &[Trace], texts: &str, schema: &Schema) -> Value {
    let difference = &compared.difference;
    json!({
        "version": 1,
        "old": compared.old.name,
        "new": compared.new.name,
        "resources": difference.resources.iter().map(|change| resource(change, compared, schema)).collect::<Vec<_>>(),
        "answers": difference.answers.list.iter().map(answers::json).collect::<Vec<_>>(),
        "requests": difference.requests.iter().map(request).collect::<Vec<_>>(),
        "hazards": difference.hazards.iter().map(|one| hazard(one, compared)).collect::<Vec<_>>(),
        "refused": compared.refusals,
        "invalidations": difference.stale.iter().map(invalidation).collect::<Vec<_>>(),
        "unseen": [unseen(&compared.old), unseen(&compared.new)],
        "traces": traces::json(traces),
        "text": texts,
    })
}

fn resource(change: &Change, compared: &Compared, schema: &Schema) -> Value {
    let at = |side: &Read, span: Option<Span>| span.map(|span| place(side, span)).filter(|place| !place.is_empty());
    let lines = change.lines.iter().map(|line| {
        json!({
            "field": line.path,
            "old": line.old,
            "new": line.new,
            "old_place": at(&compared.old, Some(line.old_span)),
            "new_place": at(&compared.new, Some(line.new_span)),
        })
    });
    let types = schema.kind_named(change.kind).map(|kind| {
        let resource = &schema.kind(kind).resource;
        json!({ "cloudformation": resource.cfn.as_deref(), "terraform": resource.tf.as_deref() })
    });
    json!({
        "verdict": change.verdict.word(),
        "kind": change.kind.as_str(),
        "types": types,
        "name": change.name,
        "was": change.was,
        "resources": change.count,
        "replaced_by": change.replaced.as_ref().map(|replaced| json!({ "cloudformation": replaced.cfn, "terraform": replaced.tf })),
        "old_place": at(&compared.old, change.old),
        "new_place": at(&compared.new, change.new),
        "fields": lines.collect::<Vec<_>>(),
    })
}

fn request(request: &Request) -> Value {
    let rows = request.rows.iter().map(|row| {
        let aspects = row.aspects.iter().map(|aspect| json!({ "what": aspect.what, "old": aspect.old, "new": aspect.new }));
        json!({
            "paths": row.paths,
            "methods": row.methods.iter().map(|method| method.word()).collect::<Vec<_>>(),
            "protocols": row.protocols.iter().map(|protocol| protocol.word()).collect::<Vec<_>>(),
            "countries": row.countries,
            "witness": row.witness.to_string(),
            "old": row.old,
            "new": row.new,
            "aspects": aspects.collect::<Vec<_>>(),
            "unsigned": row.marks.is_unsigned,
            "unanswered": row.marks.is_unanswered,
            "stale": row.marks.copies.are_stale,
        })
    });
    json!({
        "hosts": request.hosts,
        "old": request.distributions[0],
        "new": request.distributions[1],
        "regions": rows.collect::<Vec<_>>(),
        "exhaustive": request.is_exhaustive,
    })
}

fn hazard(hazard: &Hazard, compared: &Compared) -> Value {
    let at = |side: &Read, span: Option<Span>| span.map(|span| place(side, span)).filter(|place| !place.is_empty());
    json!({
        "code": hazard.peril.code,
        "title": hazard.peril.title,
        "what": hazard.what,
        "reason": hazard.peril.reason,
        "steps": hazard.peril.steps,
        "source": hazard.peril.source,
        "old_place": at(&compared.old, hazard.old),
        "new_place": at(&compared.new, hazard.new),
    })
}

fn invalidation(stale: &Stale) -> Value {
    json!({
        "distribution": stale.distribution,
        "paths": stale.paths().collect::<Vec<_>>(),
        "wider": stale.is_wider,
        "anywhere": stale.is_anywhere,
        "turns": stale.turns.len(),
        "thousandths_of_usd": stale.price,
        "free_paths_a_month": stale.free,
        "command": stale.command(),
    })
}

fn unseen(side: &Read) -> Value {
    side.unseen
        .iter()
        .map(|unseen| json!({ "what": unseen.what, "why": unseen.why, "place": place(side, unseen.span) }))
        .collect()
}
