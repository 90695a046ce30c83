//! Every sequence of a few operations on three certificates.

use super::act::{Act, Beside, shown};
use super::model::Model;
use super::observe::{commit, compare};
use super::{Make, Origin, Outcome, Problem};
use crate::store::{AddDisposition, KeyExport, KeyProtection, StoreId, StoreLocation, StoreName};

/// The operations: each certificate can be added, merged into and deleted; a key set and deleted.
fn operations() -> Vec<Act> {
    let store = StoreId::current_user(StoreName::My);
    let mut acts = Vec::new();
    for certificate in 0..3 {
        acts.push(Act::Add {
            store,
            certificate,
            disposition: AddDisposition::New,
            beside: Beside {
                key: Some(0),
                ..Beside::NOTHING
            },
        });
        acts.push(Act::Add {
            store,
            certificate,
            disposition: AddDisposition::ReplaceExistingInherit,
            beside: Beside {
                name: Some("b"),
                ..Beside::NOTHING
            },
        });
        acts.push(Act::Delete { store, certificate });
    }
    let (location, key) = (StoreLocation::CurrentUser, 0);
    acts.push(Act::SetKey {
        location,
        key,
        export: KeyExport::Deny,
        protection: KeyProtection::None,
    });
    acts.push(Act::DeleteKey { location, key });
    acts
}

/// Does every sequence of at most `depth` operations, each in commits of its own; by kigen's own
/// rules in one commit too.
pub(super) fn run(make: Make<'_>, depth: usize, rules: Origin) -> Outcome {
    let operations = operations();
    let mut sequence = Vec::with_capacity(depth);
    extend(make, &operations, depth, rules, &mut sequence)
}

fn extend(
    make: Make<'_>,
    operations: &[Act],
    depth: usize,
    rules: Origin,
    sequence: &mut Vec<Act>,
) -> Outcome {
    if sequence.len() == depth {
        return Ok(());
    }
    for act in operations {
        sequence.push(act.clone());
        one(make, rules, sequence).map_err(|Problem(problem)| {
            Problem(format!("{problem}; after: {}", shown(&*sequence)))
        })?;
        extend(make, operations, depth, rules, sequence)?;
        sequence.pop();
    }
    Ok(())
}

fn one(make: Make<'_>, rules: Origin, sequence: &[Act]) -> Outcome {
    let (mut store, mut model) = (make(), Model::default());
    for act in sequence {
        commit(&mut *store, &mut model, rules, std::slice::from_ref(act))?;
    }
    compare(&*store, &model, rules)?;
    if sequence.len() > 1 && rules == Origin::Kigen {
        let (mut store, mut model) = (make(), Model::default());
        commit(&mut *store, &mut model, rules, sequence)?;
        compare(&*store, &model, rules)?;
    }
    Ok(())
}
