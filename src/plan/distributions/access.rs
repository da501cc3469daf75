//! How CloudFront proves to an origin who asks: access controls and identities, and who lets it in.
//!
//! In: an origin's settings. Out: its access control, readers of buckets, permissions of functions. Deliberately absent: what stands in
//! the policies (`buckets`).

use super::{Distributions, Made, Sort};
use crate::plan::buckets::Reader;
use crate::plan::expand::{Expansion, made_label};
use crate::schema::{BlockId, Value};
use crate::source::Name;

impl Distributions {
    /// How CloudFront proves to an origin who asks.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn access(
        &self,
        expansion: &mut Expansion,
        distribution: BlockId,
        origin: BlockId,
        settings: BlockId,
        entry: BlockId,
        target: &Value,
        sort: Sort,
        made: &mut Made,
    ) {
        let identity = expansion.get(settings, "access");
        if identity != Value::None {
            let path = crate::resolve::join(vec![Value::text("origin-access-identity/cloudfront/"), identity.clone()]);
            expansion.set(entry, "access", path);
            if let Some(bucket) = target.as_block() {
                made.readers.push((bucket, Reader::Identity(identity)));
            }
            return;
        }
        let chosen = expansion.get(settings, "access_control");
        let control = match (chosen, sort) {
            (Value::None, Sort::Bucket | Sort::LambdaUrl) => self.control(expansion, origin, sort, made),
            (Value::None, _) => return,
            (chosen, _) => chosen,
        };
        expansion.set(entry, "access_control", control);
        if sort == Sort::LambdaUrl {
            self.permissions(expansion, distribution, settings, target);
        }
        if let Some(bucket) = target.as_block().filter(|_| sort == Sort::Bucket) {
            let reader = Reader::Distribution(distribution);
            if !made.readers.contains(&(bucket, reader.clone())) {
                made.readers.push((bucket, reader));
            }
        }
    }

    /// The function behind a URL lets the distribution call it.
    fn permissions(&self, expansion: &mut Expansion, distribution: BlockId, settings: BlockId, target: &Value) {
        let function = expansion.get(settings, "function");
        if function == Value::None {
            return;
        }
        let host = self.host_text(expansion, target);
        let region = crate::resolve::place_facts(Name::of("region_of"), &[host], expansion.schema);
        let caller = expansion.blocks[distribution.0 as usize].label.clone();
        for (action, word) in [("lambda:InvokeFunctionUrl", "url"), ("lambda:InvokeFunction", "function")] {
            let label = made_label(expansion, settings, &format!("{caller} {word} permission"));
            let Some(permission) = expansion.make("lambda_permission", label, settings) else {
                return;
            };
            expansion.set(permission, "function", function.clone());
            expansion.set(permission, "action", Value::text(action));
            expansion.set(permission, "distribution", Value::Block(distribution));
            if let Some(region @ Value::Word(_)) = &region {
                expansion.set(permission, "region", region.clone());
            }
        }
    }

    /// The access control made for an origin, once.
    fn control(&self, expansion: &mut Expansion, origin: BlockId, sort: Sort, made: &mut Made) -> Value {
        if let Some(control) = made.controls.get(&origin) {
            return control.clone();
        }
        let label = made_label(expansion, origin, "access");
        let Some(control) = expansion.make("origin_access_control", label, origin) else {
            return Value::None;
        };
        let name = expansion.blocks[origin.0 as usize].label.clone();
        expansion.set(control, "name", Value::Text(name));
        if sort == Sort::LambdaUrl {
            expansion.set(control, "origin", Value::word("lambda"));
        }
        made.controls.insert(origin, Value::Block(control));
        Value::Block(control)
    }
}
