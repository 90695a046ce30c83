//! `kigen fleet`: plays a whole roll-out.

use std::path::Path;
use std::thread;

use super::args::fleet::FleetArgs;
use super::error::{CliError, Exit, FleetRefusal};
use super::output;
use kigen::file::{Access, ExistingFile, FileError, OutputFolder};
use kigen::fleet::{BLOCK, Block, Facilities, Fleet, Rollout, Sums, Table};
use kigen::key::KeyAlgorithm;
use kigen::report::fleet::FleetReport;
use kigen::words::Voice;

/// The report beside the tables.
const REPORT: &str = "fleet";

pub(super) fn fleet(args: &FleetArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let rollout = match &args.rollout {
        Some(path) => Rollout::read(path).map_err(CliError::Source)?,
        None => Rollout::built_in(),
    };
    let policies = policies(args, &rollout)?;
    if let Some(facility) = args.show {
        return show(&rollout, facility, policies[0]);
    }
    let all = rollout.facilities();
    let facilities = match (&args.range, args.sample) {
        (_, Some(count)) => Facilities::Sample(count.min(all)),
        (Some(range), _) if range.numbers().end > all => {
            return Err(no_facility(range.numbers().end - 1, all));
        }
        (Some(range), _) => Facilities::Range(range.numbers()),
        (None, None) => Facilities::Range(0..all),
    };
    let key = match args.real_keys {
        true => KeyAlgorithm::P256,
        false => KeyAlgorithm::StandIn,
    };
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let fleet = Fleet::new(&rollout)
        .with_policies(policies)
        .with_key(key)
        .with_jobs(args.jobs.map_or_else(cores, |jobs| jobs as usize));
    let existing = match args.force {
        true => ExistingFile::Replace,
        false => ExistingFile::Keep,
    };
    let tables = args.out.as_deref();
    let tables = tables.map(|folder| Tables::open(folder, existing, &facilities));
    let tables = tables.transpose().map_err(CliError::Output)?;
    let played = fleet.play(facilities.clone(), |block| match &tables {
        Some(tables) => tables.write(block),
        None => Ok(()),
    });
    let sums = played.map_err(CliError::Output)?;
    let report = FleetReport {
        rollout: &rollout,
        policies: fleet.policies(),
        facilities: &facilities,
        plays: fleet.plays(),
        sums: &sums,
    };
    if let Some(tables) = &tables {
        tables.finish(&report, voice).map_err(CliError::Output)?;
    }
    if let Some(file) = &args.html {
        output::page(file, &report.html(voice), existing).map_err(CliError::Output)?;
    }
    output::print(&args.format.render(&report, voice))?;
    end(&rollout, &fleet, &sums, voice)
}

/// The places of the policies that were named, or of all.
fn policies(args: &FleetArgs, rollout: &Rollout) -> Result<Vec<usize>, CliError> {
    if args.policies.is_empty() {
        return Ok((0..rollout.policies.len()).collect());
    }
    let named = args.policies.iter().map(|name| rollout.policy(name));
    let named: Result<Vec<usize>, _> = named.collect();
    named.map_err(|error| CliError::Fleet(FleetRefusal::Policy(error)))
}

/// Prints the scenario of a facility.
fn show(rollout: &Rollout, facility: u32, policy: usize) -> Result<Exit, Vec<CliError>> {
    let all = rollout.facilities();
    if facility >= all {
        return Err(no_facility(facility, all));
    }
    let scenario = rollout.scenario(facility, policy);
    let scenario = scenario.ok_or(CliError::Fleet(FleetRefusal::NotBegun { facility }))?;
    output::print(&scenario.to_toml())?;
    Ok(Exit::Success)
}

fn no_facility(facility: u32, all: u32) -> Vec<CliError> {
    let refusal = FleetRefusal::NoFacility { facility, all };
    vec![CliError::Fleet(refusal)]
}

/// A broken rule is an error, whatever else came of the fleet.
fn end(
    rollout: &Rollout,
    fleet: &Fleet<'_>,
    sums: &Sums,
    voice: Voice<'_>,
) -> Result<Exit, Vec<CliError>> {
    let policies = fleet.policies().iter().zip(&sums.policies);
    let failures = policies.flat_map(|(policy, sums)| {
        let name = &rollout.policies[*policy].name;
        let violations = sums.violations.iter();
        violations.map(move |(facility, rule)| {
            let words = voice.fleet_words();
            CliError::Failed(words.violation(name, *facility, rule))
        })
    });
    let failures: Vec<CliError> = failures.collect();
    match failures.is_empty() {
        true => Ok(Exit::Success),
        false => Err(failures),
    }
}

/// A folder that is filled with tables, block by block.
struct Tables {
    folder: OutputFolder,
    /// The numbers that the names of the sums have.
    first: u32,
    end: u32,
}

impl Tables {
    /// Announces all files.
    fn open(
        folder: &Path,
        existing: ExistingFile,
        facilities: &Facilities,
    ) -> Result<Self, FileError> {
        let mut folder = OutputFolder::open(folder, existing)?;
        let (first, end) = match facilities {
            Facilities::Range(range) => (range.start, range.end),
            Facilities::Sample(count) => (0, *count),
        };
        let sums = [Table::Days, Table::Months].map(|table| table.file(first, end));
        let json = format!("{REPORT}-{first:07}-{end:07}.json");
        let blocks = match facilities {
            Facilities::Range(_) => (first / BLOCK..end.div_ceil(BLOCK))
                .map(|block| {
                    let start = (block * BLOCK).max(first);
                    Table::Facilities.file(start, ((block + 1) * BLOCK).min(end))
                })
                .collect(),
            Facilities::Sample(_) => Vec::new(),
        };
        folder.begin(&[&sums[..], &blocks].concat(), &[&json])?;
        Ok(Tables { folder, first, end })
    }

    /// Writes the rows of a block.
    fn write(&self, block: &Block<'_>) -> Result<(), FileError> {
        let range = block.range();
        let name = Table::Facilities.file(range.start, range.end);
        let access = Access::Default;
        self.folder.write(&name, block.csv().as_bytes(), access)
    }

    /// Writes the sums, and last the report: if it is there, so is all else.
    fn finish(&self, report: &FleetReport<'_>, voice: Voice<'_>) -> Result<(), FileError> {
        let names = report.policies.iter();
        let names = names.map(|policy| report.rollout.policies[*policy].name.as_str());
        let names: Vec<&str> = names.collect();
        let access = Access::Default;
        let (days, months) = (report.sums.days_csv(&names), report.sums.months_csv(&names));
        for (table, text) in [(Table::Days, days), (Table::Months, months)] {
            let name = table.file(self.first, self.end);
            self.folder.write(&name, text.as_bytes(), access)?;
        }
        let json = kigen::report::Format::Json.render(report, voice);
        let name = format!("{REPORT}-{:07}-{:07}.json", self.first, self.end);
        self.folder.write(&name, json.as_bytes(), access)
    }
}
